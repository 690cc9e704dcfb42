/** One run of a story: with a worker that says its crash points, or with one that dies at one of them and what follows. */
import { STEP_NAMES } from '@reelyard/core'
import { createLogger } from '@reelyard/runtime'
import { expect } from 'vitest'
import { brokenInvariants } from '../support/invariants.ts'
import type { DeadlyPoint } from './deadly-point.ts'
import { createFilmWorker } from './film-worker.ts'
import { attemptCounts, endedAttempts, faultsOf, heldAttempts } from './ledger.ts'
import { buried, startMortal, type MortalProcess, type MortalWorker } from './mortal.ts'
import { onStage, type Stage } from './stage.ts'
import type { Story } from './stories.ts'

/** What a story comes to when nobody dies. */
export interface Record {
  /** In the order in which they were reached, each as often as it was. */
  points: readonly string[]
  attempts: ReadonlyMap<string, number>
  faults: readonly string[]
}

const PROGRAM = new URL('worker-process.ts', import.meta.url)
const PATIENCE = { timeout: 45_000, interval: 60 }

export function record(story: Story): Promise<Record> {
  return onStage(async (stage) => {
    const worker = await start(stage, story, null)
    if (await untilOver(stage, story, worker)) throw new Error('The worker was killed, and not by us.')
    await finish(stage)
    return {
      points: worker.points,
      attempts: await attemptCounts(stage.sql),
      faults: await faultsOf(stage.sql, stage.folder),
    }
  })
}

/** One sentence for each thing that is wrong after a worker died at that point and another one went on. */
export function crash(story: Story, deadly: DeadlyPoint, undisturbed: Record['attempts']): Promise<string[]> {
  return onStage(async (stage) => {
    const { sql, folder } = stage
    if (!(await untilOver(stage, story, await start(stage, story, deadly)))) return ['The worker was not killed there.']
    await buried(sql)
    const held = await heldAttempts(sql)
    const { lost: lostBefore } = await endedAttempts(sql)
    const left = await brokenInvariants(sql)
    await pastLeases(stage)
    await finish(stage)
    const { lost } = await endedAttempts(sql)
    return [
      ...left.map((sentence) => `Before the recovery: ${sentence}`),
      ...(await faultsOf(sql, folder)),
      ...heldAt(story, deadly.name, held.length),
      ...different('lost attempts', lost, [...lostBefore, ...held].toSorted()),
      ...burned(await attemptCounts(sql), undisturbed, lost.length),
    ]
  })
}

async function start({ database, folder, pipeline }: Stage, story: Story, deadly: DeadlyPoint | null) {
  await story.prepare(pipeline)
  const told: MortalWorker = { ...story.worker, databaseUrl: database.url, folder, deadly }
  return startMortal(PROGRAM, told)
}

/** People decide what waits for them meanwhile. True if the worker was killed. */
async function untilOver(stage: Stage, story: Story, worker: MortalProcess): Promise<boolean> {
  let alive = true
  const killed = worker.ended.finally(() => (alive = false))
  const isOver = async () => {
    await decide(stage)
    if (!alive || story.until === 'stopped') return !alive
    return story.until === 'expired' ? (await heldAttempts(stage.sql)).length === 0 : allComplete(stage)
  }
  await expect.poll(isOver, PATIENCE).toBe(true)
  worker.stop()
  return killed
}

/** The time until the dead worker's leases are over. */
async function pastLeases({ sql }: Stage): Promise<void> {
  await sql`update tasks set lease_until = now() - interval '1 second' where lease_until is not null`
}

/** A healthy worker, and people, go on until every film is complete. */
async function finish(stage: Stage): Promise<void> {
  const worker = createFilmWorker(stage.pipeline, {
    name: 'healthy',
    steps: STEP_NAMES,
    slots: 5,
    maxInputBytes: 1e9,
    leaseSeconds: 2,
    folder: stage.folder,
    holds: null,
    onHeld: () => {},
    logger: createLogger('error', {}, process.stderr),
  })
  await worker.start()
  try {
    const isComplete = async () => {
      await decide(stage)
      return allComplete(stage)
    }
    await expect.poll(isComplete, PATIENCE).toBe(true)
  } finally {
    await worker.stop()
  }
}

/** What needs a person gets one: reviews are passed, dead letters redriven. */
async function decide({ pipeline, sql }: Stage): Promise<void> {
  const by = { by: 'a person' }
  const rows = await sql<{ id: string; state: string }[]>`
    select id, state from tasks where state in ('awaiting_review', 'failed')`
  for (const { id, state } of rows) await (state === 'failed' ? pipeline.redrive(id, by) : pipeline.approve(id, by))
}

async function allComplete({ sql }: Stage): Promise<boolean> {
  return (await sql`select 1 from videos where status <> 'completed'`).length === 0
}

/** A worker with one slot holds a task from the end of its claim to the end of its settle, and at no other point. */
function heldAt(story: Story, point: string, held: number): string[] {
  if (story.until !== 'complete') return []
  const holdsOne = point.startsWith('claim/') === point.endsWith('/committed')
  return different('tasks of the dead worker', [held], [holdsOne ? 1 : 0])
}

function different(what: string, found: readonly unknown[], wanted: readonly unknown[]): string[] {
  return found.join() === wanted.join() ? [] : [`There were ${what}: ${found.join()}, and not ${wanted.join()}.`]
}

/** Only an attempt that was lost may come on top of those that there are anyway. */
function burned(found: ReadonlyMap<string, number>, undisturbed: Record['attempts'], lost: number): string[] {
  const more = [...found].filter(([task, attempts]) => attempts > (undisturbed.get(task) ?? 0))
  return more.length > lost ? [`More attempts than without a crash: ${more.join('; ')}.`] : []
}
