/** One scenario from start to report. Ends by itself, whatever is stuck. */
import { setTimeout as delay } from 'node:timers/promises'
import { brokenInvariants } from '../support/invariants.ts'
import { CHANNELS_IN_TURN } from './channels.ts'
import { startLoad, type Load } from './load.ts'
import { createRandom, type Random } from './random.ts'
import { reportOf, type Report } from './report.ts'
import { SCENARIOS, type ScenarioName } from './scenarios.ts'
import type { Fault, Scenario, Strike } from './strike.ts'
import { watchUntilQuiet } from './watch.ts'
import { openWorld, type World } from './world.ts'

export interface RunOptions {
  scenario: ScenarioName
  seed: number
  videos: number
  leaseSeconds: number
  /**
   * `short`: the strikes that the scenario has written down, all of them, however long the load must go on for it; what they
   * must lead to is asked for. `long`: by chance, until the load has ended.
   */
  form: 'short' | 'long'
  /** Keeps the folder, with its logs, for a person to look at. */
  keep: boolean
  /** Told what happens, and what is wrong, a line at a time. */
  say(line: string): void
  /** Ends the run early; it then rejects. */
  signal: AbortSignal
}

/** What happened in a run, besides what Postgres and the effects tell. */
export interface Course {
  load: Load
  faults: readonly Fault[]
  /** Sentences that must not be. */
  wrong: ReadonlySet<string>
  stuck: number
  startedAt: number
}

/** Faults stop after this time, however much is left to do; what is not done by the second time is stuck. */
export const FAULTS_MS = 300_000
export const LONGEST_MS = 480_000

/** What a strike of the short form waits for comes in this time, or it strikes without. */
const UNTIL_MS = 20_000
const LOOK_EVERY_MS = 20

/** The last strike may have a process to start or to stop. */
const STRIKE_END_MS = 60_000

/** Starts everything, lets it run under faults until the load has ended or is stuck, and ends everything. */
export async function runScenario(options: RunOptions): Promise<Report> {
  const scenario = SCENARIOS[options.scenario]
  const world = await openWorld({ ...options, scenario })
  try {
    if (options.keep) options.say(`folder ${world.folder}`)
    const course = await drive(options, scenario, world)
    return await reportOf(options, scenario, world, course)
  } finally {
    await world.close()
  }
}

async function drive(options: RunOptions, scenario: Scenario, world: World): Promise<Course> {
  const { say, signal } = options
  const startedAt = Date.now()
  const [ended, calm] = [new AbortController(), new AbortController()]
  const untilEnded = AbortSignal.any([ended.signal, signal])
  let struck = options.form === 'long'
  const load = startLoad({
    ...options,
    goesOn: () => !struck,
    url: world.webUrl,
    sql: world.sql,
    channels: CHANNELS_IN_TURN,
    signal: untilEnded,
  })
  const faults: Fault[] = []
  const wrong = new Set<string>()
  const onWrong = (sentence: string) => {
    if (!wrong.has(sentence)) say(`wrong: ${sentence}`)
    wrong.add(sentence)
  }
  const untilCalm = AbortSignal.any([calm.signal, untilEnded, AbortSignal.timeout(FAULTS_MS)])
  const strike = strikeOf(options, world, { faults, onWrong, startedAt }, untilCalm)
  const strikeAll =
    options.form === 'short'
      ? strikeAsPlanned(scenario, strike)
      : strikeUntil(scenario, strike, createRandom(options.seed), untilCalm)
  const strikes = strikeAll.finally(() => (struck = true))
  const watch = watchUntilQuiet(world.sql, onWrong, { longestMs: LONGEST_MS, signal: untilEnded })
  const first = await Promise.race([load.finished, watch, strikes.then(() => load.finished)]).then(
    () => null,
    (error: unknown) => ({ error }),
  )
  calm.abort()
  await Promise.race([strikes.catch(() => {}), delay(STRIKE_END_MS, undefined, { ref: false })])
  ended.abort()
  await Promise.allSettled([load.finished, watch])
  if (first) throw first.error
  if (load.accepted.length < options.videos) onWrong(`Only ${load.accepted.length} orders were taken.`)
  if (!world.web.alive()) onWrong('The web app has ended.')
  const stuck = await sayStuck(world, say)
  for (const sentence of await brokenInvariants(world.sql)) onWrong(sentence)
  return { load, faults, wrong, stuck, startedAt }
}

function strikeOf(
  { say, ...options }: RunOptions,
  world: World,
  { faults, onWrong, startedAt }: { faults: Fault[]; onWrong(sentence: string): void; startedAt: number },
  signal: AbortSignal,
): Omit<Strike, 'number'> {
  return {
    world,
    leaseSeconds: options.leaseSeconds,
    wrong: onWrong,
    wait: (seconds) => delay(seconds * 1_000, undefined, { signal }).catch(() => {}),
    until: async (isSo) => {
      const late = AbortSignal.any([signal, AbortSignal.timeout(UNTIL_MS)])
      while (!late.aborted && !(await isSo().catch(() => false))) await delay(LOOK_EVERY_MS)
    },
    note: (what) => {
      const fault = { what, at: new Date() }
      faults.push(fault)
      say(`+${((fault.at.getTime() - startedAt) / 1_000).toFixed(1)} s ${what}`)
      return fault
    },
  }
}

async function strikeAsPlanned(scenario: Scenario, strike: Omit<Strike, 'number'>): Promise<void> {
  for (const [number, plan] of scenario.short.entries()) await scenario.strike({ ...strike, number }, plan)
}

/** Until calm is wanted. */
async function strikeUntil(
  scenario: Scenario,
  strike: Omit<Strike, 'number'>,
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  for (let number = 0; ; number++) {
    await strike.wait(random.between(...scenario.pause))
    if (signal.aborted) return
    await scenario.strike({ ...strike, number }, scenario.draw(random, { ...strike, number }))
  }
}

/** Returns how many tasks have not come to an end. */
async function sayStuck({ sql }: World, say: RunOptions['say']): Promise<number> {
  const rows = await sql`
    select t.id, t.step, t.scene, t.state, t.attempt, t.worker, t.lease_until, t.run_after, job.state as job
      from tasks t left join pgboss.job on job.id = t.job_id
     where t.state in ('pending', 'claimed', 'processing', 'retry') order by t.created_at`
  for (const row of rows) say(`stuck: ${JSON.stringify(row)}`)
  return rows.length
}
