/** One decision: by a process that says its crash points, or by one that dies at one of them and is then repeated. */
import { isDeepStrictEqual } from 'node:util'
import { brokenInvariants } from '../support/invariants.ts'
import type { DeadlyPoint } from './deadly-point.ts'
import type { MortalDecision } from './decision-process.ts'
import { DECISIONS, type Decision, type DecisionName } from './decisions.ts'
import { buried, startMortal } from './mortal.ts'
import { onStage, type Stage } from './stage.ts'
import { contents, shape } from './tables.ts'

/** What a decision comes to when nobody dies. */
export interface DecisionRecord {
  points: readonly string[]
  shape: Record<string, unknown>
}

const PROGRAM = new URL('decision-process.ts', import.meta.url)

export function recordDecision(name: DecisionName): Promise<DecisionRecord> {
  return onStage(async (stage) => {
    const process = carryOut(stage, name, await DECISIONS[name].prepare(stage.pipeline), null)
    await process.ended
    return { points: process.points, shape: await shape(stage.sql) }
  })
}

/** One sentence for each thing that is wrong after its process died at that point and it was asked for again. */
export function crashDecision(name: DecisionName, deadly: DeadlyPoint, wanted: DecisionRecord): Promise<string[]> {
  return onStage(async (stage) => {
    const { sql, pipeline } = stage
    const { prepare, decide, inParts }: Decision = DECISIONS[name]
    const id = await prepare(pipeline)
    const before = await contents(sql)
    if (!(await carryOut(stage, name, id, deadly).ended)) return ['The process was not killed there.']
    await buried(sql)
    const done = deadly.name.endsWith('/committed')
    const untouched = isDeepStrictEqual(await contents(sql), before)
    const faults = await brokenInvariants(sql)
    if (untouched === done) faults.push(done ? 'Nothing of it was done.' : 'It was done in part.')
    // Ordering twice is two orders.
    const again = name === 'submit' && done ? false : await decide(pipeline, id)
    if (!inParts && again === done) faults.push(done ? 'It was done again.' : 'It could not be repeated.')
    if (!isDeepStrictEqual(await shape(sql), wanted.shape)) faults.push('It ended in another way than without a crash.')
    return [...faults, ...(await brokenInvariants(sql))]
  })
}

function carryOut({ database }: Stage, name: DecisionName, id: string, deadly: DeadlyPoint | null) {
  const told: MortalDecision = { databaseUrl: database.url, deadly, name, id }
  return startMortal(PROGRAM, told)
}
