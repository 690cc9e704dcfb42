/**
 * What is printed of a run, and what of it fails.
 *
 * A task's effect is what its script does to the world; each script tells of its begin and its end in a file of its own.
 *
 * `duplicated_effects`: effects that must not be there. Scripts that have begun for one attempt beyond its first, attempts
 * of one task that were accepted beyond its first, and runs of attempts that Postgres knows nothing of. Always 0.
 *
 * `reruns`: attempts whose script came to its end and whose result was not accepted, so that the task was run again. A worker
 * that dies between the two makes one: scripts run at least once, results count exactly once. 0 where nobody died, was
 * paused, was cut off or was out of space.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { illegalMoves } from '../support/invariants.ts'
import { aftermathOf } from './aftermath.ts'
import { readEffects, wrongCheckpoints } from './effects.ts'
import { figuresOf, type Figures } from './figures.ts'
import type { Course, RunOptions } from './run.ts'
import { SCENARIOS, type ScenarioName } from './scenarios.ts'
import { scriptsLeft } from './scripts-left.ts'
import { EXCUSABLE, type Scenario } from './strike.ts'
import type { World } from './world.ts'

export interface Report extends Figures {
  scenario: ScenarioName
  seed: number
  lease_seconds: number
  illegal_moves: number
  /** Tasks that had not come to an end when nothing moved any more. */
  stuck: number
  attempts_burned_by_deploys: number
  /** Sentences that stand on stderr: broken invariants, and what a scenario found. */
  wrong: number
  faults: number
  /** Orders that were not taken, or without an answer, and so given again. */
  refused_orders: number
  /** Workers that ended though nobody had asked for it. */
  self_exits: number
  /** Workers that did not end with 0 when they were told to stop at the end. */
  bad_exits: number
  seconds: number
}

const STOP_PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 200

/** Stops the workers first: all that they and their scripts do has then been done. */
export async function reportOf(options: RunOptions, scenario: Scenario, world: World, course: Course): Promise<Report> {
  const seconds = Math.round((Date.now() - course.startedAt) / 1_000)
  const exits = await world.fleet.stop(STOP_PATIENCE_MS)
  const patience = Date.now() + STOP_PATIENCE_MS
  while (Date.now() < patience && (await scriptsLeft(world.effects)).length > 0) await delay(LOOK_EVERY_MS)
  const effects = await readEffects(world.effects)
  const figures = await figuresOf(world.sql, effects, course.load.accepted, course.faults)
  const wrong = [...course.wrong, ...wrongCheckpoints(effects)]
  if (options.form === 'short') {
    const missing = scenario.missing(await aftermathOf(world, course.faults, figures.attempts))
    if (missing) wrong.push(missing)
  }
  // One that has just been started dies of the signal itself.
  const badExits = exits.filter((exit) => exit !== 0 && exit !== 'SIGTERM')
  if (badExits.length > 0) options.say(`Ended otherwise than they were told to: ${badExits.join(', ')}`)
  for (const sentence of wrong) if (!course.wrong.has(sentence)) options.say(`wrong: ${sentence}`)
  return {
    scenario: options.scenario,
    seed: options.seed,
    lease_seconds: options.leaseSeconds,
    ...figures,
    illegal_moves: (await illegalMoves(world.sql)).length,
    stuck: course.stuck,
    attempts_burned_by_deploys: scenario.isDeploy ? figures.attempts_burned + figures.lost_claims : 0,
    wrong: wrong.length,
    faults: course.faults.length,
    refused_orders: course.load.refused,
    self_exits: world.fleet.selfExits.length,
    bad_exits: badExits.length,
    seconds,
  }
}

const MUST_BE_ZERO = [
  'lost',
  'duplicated_effects',
  'illegal_moves',
  'stuck',
  'attempts_burned_by_deploys',
  'wrong',
  'bad_exits',
] as const satisfies (keyof Report)[]

/** How long after a fault the 99th percentile of what it hit must be at work again: a lease, and what finds out that it is over. */
function recoveryBoundMs(leaseSeconds: number): number {
  return 1_000 * (leaseSeconds <= 3 ? leaseSeconds + 3 : leaseSeconds + 5)
}

/** Names of the figures that are not as they must be. `isTimed`: recovery too, where the machine does nothing else. */
export function failuresOf(report: Report, isTimed: boolean): string[] {
  const { excused, isTimed: hasBound } = SCENARIOS[report.scenario]
  const notExcused = EXCUSABLE.filter((name) => !excused.includes(name))
  const failures: string[] = [...MUST_BE_ZERO, ...notExcused].filter((name) => report[name] !== 0)
  const { p99 } = report.recovery_ms
  const isLate = p99 === null || p99 > recoveryBoundMs(report.lease_seconds)
  return isTimed && hasBound && isLate ? [...failures, 'recovery_ms'] : failures
}
