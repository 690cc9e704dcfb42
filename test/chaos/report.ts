/** What is printed of a run. */
import { setTimeout as delay } from 'node:timers/promises'
import { illegalMoves } from '../support/invariants.ts'
import { readEffects } from './effects.ts'
import { figuresOf, type Figures } from './figures.ts'
import type { Course, RunOptions } from './run.ts'
import type { ScenarioName } from './scenarios.ts'
import { scriptsLeft } from './scripts-left.ts'
import type { Scenario } from './strike.ts'
import type { World } from './world.ts'

export interface Report extends Omit<Figures, 'burned'> {
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
  const { burned, ...figures } = await figuresOf(world.sql, effects, course.load.accepted, course.faults)
  return {
    scenario: options.scenario,
    seed: options.seed,
    lease_seconds: options.leaseSeconds,
    ...figures,
    illegal_moves: (await illegalMoves(world.sql)).length,
    stuck: course.stuck,
    attempts_burned_by_deploys: scenario.isDeploy ? burned : 0,
    wrong: course.wrong.size,
    faults: course.faults.length,
    refused_orders: course.load.refused,
    self_exits: world.fleet.selfExits.length,
    // One that has just been started dies of the signal itself.
    bad_exits: exits.filter((exit) => exit !== 0 && exit !== 'SIGTERM').length,
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

/** Names of the figures that must be 0 and are not. */
export function failuresOf(report: Report): string[] {
  return MUST_BE_ZERO.filter((name) => report[name] !== 0)
}
