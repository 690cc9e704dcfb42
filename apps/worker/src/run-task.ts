/** The run of one task: a list of named calls from claim to settle. */
import { UnknownPlaceholderError } from '@reelyard/core/script'
import {
  CredentialUnreadableError,
  InvalidResultError,
  type ClaimedTask,
  type Pipeline,
  type Ran,
  type Settled,
} from '@reelyard/pipeline'
import type { Logger } from '@reelyard/runtime'
import type { Execute, ExecutionContext, ExecutionResult } from './execution.ts'
import { untilStored } from './until-stored.ts'
import type { Slots } from './slots.ts'

export interface RunTaskOptions {
  pipeline: Pick<Pipeline, 'start' | 'reuse' | 'succeed' | 'fail' | 'giveBack' | 'checkpoint'>
  slots: Slots
  execute: Execute
  /** Whether a file is in the artifact store. */
  exists(sha256: string): Promise<boolean>
  /** Longest wait for room for the task's input, before the task is given back to the others. */
  roomWaitMs: number
  /** Watches over the script. */
  onStart: ExecutionContext['onStart']
  /** Hears each line that the script logs. */
  onLine?: ExecutionContext['onLine']
  logger: Logger
}

/** What can end a run from outside. */
export interface RunEnds {
  /** Ends the script. */
  script: AbortSignal
  /** The script must not start any more. */
  start: AbortSignal
  /** No longer tries to store the end while Postgres is away. */
  store: AbortSignal
}

const NO_RESULT = {
  exitCode: null,
  signal: null,
  retryAfterSeconds: null,
  artifacts: [],
  result: null,
  log: [],
  cost: null,
  usage: null,
} satisfies Partial<ExecutionResult>

/** A task on its way, and how to store what becomes of it. */
interface Run extends RunTaskOptions {
  task: ClaimedTask
  ends: RunEnds
  store<Result>(write: () => Promise<Result>): Promise<Result>
}

/** Runs a claimed task to its end. Rejects only where its end could not be stored: then its lease runs out. */
export async function runTask(options: RunTaskOptions, task: ClaimedTask, ends: RunEnds): Promise<void> {
  const { pipeline, logger } = options
  const run: Run = { ...options, task, ends, store: (write) => untilStored(write, logger, ends.store) }
  if (!(await hasRoom(run))) return giveBack(run, 'release', ends.start.aborted ? 'drain' : 'no room')
  if (!(await run.store(() => pipeline.start(task)))) return logger.warn('claim was lost before the start')
  if (task.channel.fault) return refuse(run, task.channel.fault)
  if (await reuseEarlier(run)) return
  if (ends.start.aborted) return giveBack(run, 'interrupt', 'drain')
  logger.info('started')
  const result = await executeSafely(run)
  if (result.outcome === 'interrupted') return giveBack(run, 'interrupt', result.code ?? 'drain', result)
  report(run, result, await settleOrFail(run, result))
}

/** Its channel's settings are not valid: only a change of the channel helps. */
async function refuse(run: Run, message: string): Promise<void> {
  const refused = { ...NO_RESULT, outcome: 'permanent' as const, code: 'invalid_channel', message }
  report(run, refused, await run.store(() => settle(run, refused)))
}

/** A good result that cannot be stored fails the attempt: it would be refused again and again. */
async function settleOrFail(run: Run, result: ExecutionResult): Promise<Settled> {
  try {
    return await run.store(() => settle(run, result))
  } catch (error) {
    if (result.outcome !== 'succeeded' || run.ends.store.aborted) throw error
    run.logger.error({ error }, 'the result cannot be stored')
    const failed = { ...result, ...faultOf(error, 'result_refused') }
    return run.store(() => settle(run, failed))
  }
}

async function hasRoom({ slots, roomWaitMs, task, ends: { script, start } }: Run): Promise<boolean> {
  const patience = slots.isOversized(task) ? [] : [AbortSignal.timeout(roomWaitMs)]
  return (await slots.room(task, AbortSignal.any([script, start, ...patience]))) && !start.aborted
}

async function reuseEarlier({ task, store, pipeline, exists, logger }: Run): Promise<boolean> {
  if (!task.reusable) return false
  try {
    const settled = await store(() => pipeline.reuse(task, exists))
    if (settled === 'gone') return false
    logger.info({ outcome: 'reused', settled }, 'took over an earlier result')
    return true
  } catch (error) {
    logger.warn({ error }, 'could not take over an earlier result; running the script')
    return false
  }
}

async function executeSafely({
  task,
  ends,
  store,
  pipeline,
  execute,
  onStart,
  onLine,
  logger,
}: Run): Promise<ExecutionResult> {
  try {
    return await execute(task, {
      signal: ends.script,
      logger,
      onStart,
      onLine,
      onCheckpoint: (value) => store(() => pipeline.checkpoint(task, value)),
    })
  } catch (error) {
    logger.error({ error }, 'the worker could not run the script')
    return { ...NO_RESULT, ...faultOf(error, 'worker_fault') }
  }
}

function faultOf(error: unknown, code: string) {
  const permanent =
    error instanceof InvalidResultError ||
    error instanceof UnknownPlaceholderError ||
    error instanceof CredentialUnreadableError
  return {
    outcome: permanent ? ('permanent' as const) : ('temporary' as const),
    code: permanent ? error.code : code,
    message: error instanceof Error ? error.message : String(error),
  }
}

function settle({ pipeline, task }: Run, result: ExecutionResult): Promise<Settled> {
  const { outcome } = result
  if (outcome === 'succeeded') return pipeline.succeed(task, { ...result, outcome })
  return pipeline.fail(task, {
    ...result,
    outcome: outcome === 'permanent' ? 'permanent' : 'temporary',
    code: result.code ?? 'unknown',
    message: result.message ?? '',
  })
}

function report({ logger }: Run, result: ExecutionResult, settled: Settled): void {
  const { outcome, code, message: reason } = result
  if (settled === 'lost') logger.warn({ outcome }, 'result came after the claim was lost; kept as evidence')
  else if (outcome === 'succeeded') logger.info({ outcome }, 'done')
  else logger.warn({ outcome, code, reason }, 'failed')
}

async function giveBack(
  { pipeline, task, store, logger }: Run,
  event: 'release' | 'interrupt',
  reason: string,
  ran: Ran = { log: [], cost: null },
): Promise<void> {
  const settled = await store(() => pipeline.giveBack(task, event, reason, ran))
  logger.info({ reason, settled }, event === 'release' ? 'released' : 'interrupted')
}
