/** Runs sequences of commands until there are enough, or one that model and pipeline disagree on, and makes that one small. */
import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { commandSequences, type PipelineCommand } from './commands.ts'
import { createStage } from './stage.ts'
import { openWorld, type World } from './world.ts'

/** Commands of one sequence: long enough for a film to be made twice. */
const SEQUENCE_MOST = 400

/** Commands that a sequence has at the least, on average: those that are not possible are passed over. */
const SEQUENCE_LEAST = 20

/** How often a sequence is replayed until it fails: a race may end otherwise. */
const REPLAYS = 25

/** How long a failing sequence is made smaller. */
const SHRINK_MS = 60_000

export interface ModelRun {
  /** Decides everything but the outcome of races. */
  seed: number
  /** Where in the seed a failure was found; null: all of the seed. */
  path: string | null
  /** Ends after the sequence in which so many were run. */
  commands: number
}

export interface ModelReport {
  seed: number
  sequences: number
  commands: number
  turns: number
  /** Commands by name, and the moves of tasks that came of them by event. */
  byName: Record<string, number>
  moves: Record<string, number>
  seconds: number
  /** Null where model and pipeline agree. */
  failure: { path: string; sentence: string; log: string[] } | null
}

export function randomSeed(): number {
  return randomInt(2 ** 31)
}

/** What to type to see a failure again. */
export function replayLine(seed: number, path: string): string {
  return `pnpm model --seed ${seed} --path ${path}`
}

export async function checkModel(databaseUrl: string, run: ModelRun): Promise<ModelReport> {
  const started = performance.now()
  const world = await openWorld(databaseUrl)
  try {
    return { ...(await search(world, run)), seconds: Math.round((performance.now() - started) / 100) / 10 }
  } finally {
    await world.close()
  }
}

interface Failure {
  sentence: string
  log: string[]
}

async function search(world: World, { seed, path, commands }: ModelRun): Promise<Omit<ModelReport, 'seconds'>> {
  const report = {
    seed,
    sequences: 0,
    commands: 0,
    turns: 0,
    byName: {} as Record<string, number>,
    moves: {} as Record<string, number>,
  }
  const [counterexamplePath, replayPath] = path?.split('@') ?? []
  let failure: Failure | null = null
  let shrinkUntil = Infinity
  const ran = (name: string) => {
    if (failure) return
    report.commands += 1
    count(report.byName, name)
  }
  const property = fc.asyncProperty(commandSequences(SEQUENCE_MOST, ran, replayPath), async (sequence) => {
    if (failure ? Date.now() > shrinkUntil : report.commands >= commands) return
    const run = await runSequence(world, sequence, path === null ? 1 : REPLAYS)
    if (!run.failure) {
      if (failure) return
      report.sequences += 1
      report.turns += run.turns
      for (const { event, times } of await movesMade(world)) count(report.moves, event, times)
      return
    }
    if (!failure) shrinkUntil = Date.now() + SHRINK_MS
    failure = run.failure
    throw new Error(failure.sentence)
  })
  const replayed = counterexamplePath === undefined ? {} : { path: counterexamplePath, endOnFailure: true }
  const numRuns = Math.ceil(commands / SEQUENCE_LEAST)
  const { counterexamplePath: found, counterexample } = await fc.check(property, { seed, numRuns, ...replayed })
  return { ...report, failure: failure && { ...(failure as Failure), path: `${found}${replayOf(counterexample)}` } }
}

function count(counts: Record<string, number>, name: string, times = 1): void {
  counts[name] = (counts[name] ?? 0) + times
}

function movesMade({ sql }: World): Promise<{ event: string; times: number }[]> {
  return sql`select event, count(*)::int as times from moves group by event order by event`
}

type Sequence = Iterable<PipelineCommand>

interface SequenceRun {
  turns: number
  failure: Failure | null
}

async function runSequence(world: World, sequence: Sequence, times: number): Promise<SequenceRun> {
  await world.reset()
  const stage = createStage(world)
  try {
    await fc.asyncModelRun(() => ({ model: stage, real: world }), sequence)
    await stage.checkInvariants()
  } catch (error) {
    const sentence = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return { turns: stage.model.turn, failure: { sentence, log: stage.log } }
  }
  return times > 1 ? runSequence(world, sequence, times - 1) : { turns: stage.model.turn, failure: null }
}

/** Which of the commands were run: fast-check tells it in a comment behind them. */
function replayOf(counterexample: [Sequence] | null): string {
  const [, replayPath] = /replayPath="([^"]+)"/.exec(fc.stringify(counterexample)) ?? []
  return replayPath === undefined ? '' : `@${replayPath}`
}
