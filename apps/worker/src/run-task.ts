/** The run of one task: a list of named calls from claim to settle. */
import { UnknownPlaceholderError } from '@reelyard/core/script'
import { InvalidResultError, type ClaimedTask, type Pipeline, type Settled } from '@reelyard/pipeline'
import type { Logger } from '@reelyard/runtime'
import type { Execute, ExecutionResult } from './execution.ts'
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
  logger: Logger
}

const NO_RESULT = {
  exitCode: null,
  signal: null,
  retryAfterSeconds: null,
  artifacts: [],
  result: null,
  log: [],
  cost: null,
} satisfies Partial<ExecutionResult>

/** Runs a claimed task to its end. Rejects only where its end could not be stored: then its lease runs out. */
export async function runTask(options: RunTaskOptions, task: ClaimedTask, signal: AbortSignal): Promise<void> {
  const { pipeline, logger } = options
  if (!(await hasRoom(options, task, signal))) return giveBack(options, task, 'release', 'no room')
  if (!(await untilStored(() => pipeline.start(task), logger))) return logger.warn('claim was lost before the start')
  if (task.channel.fault) return refuse(options, task, task.channel.fault)
  if (await reuseEarlier(options, task)) return
  logger.info('started')
  const result = await executeSafely(options, task, signal)
  if (result.outcome === 'interrupted') return giveBack(options, task, 'interrupt', result.code ?? 'drain', result.log)
  report(options, result, await settleOrFail(options, task, result))
}

/** Its channel's settings are not valid: only a change of the channel helps. */
async function refuse(options: RunTaskOptions, task: ClaimedTask, message: string): Promise<void> {
  const refused = { ...NO_RESULT, outcome: 'permanent' as const, code: 'invalid_channel', message }
  report(options, refused, await untilStored(() => settle(options, task, refused), options.logger))
}

/** A good result that cannot be stored fails the attempt: it would be refused again and again. */
async function settleOrFail(options: RunTaskOptions, task: ClaimedTask, result: ExecutionResult): Promise<Settled> {
  const { logger } = options
  try {
    return await untilStored(() => settle(options, task, result), logger)
  } catch (error) {
    if (result.outcome !== 'succeeded') throw error
    logger.error({ error }, 'the result cannot be stored')
    const failed = { ...result, ...faultOf(error, 'result_refused') }
    return untilStored(() => settle(options, task, failed), logger)
  }
}

function hasRoom({ slots, roomWaitMs }: RunTaskOptions, task: ClaimedTask, signal: AbortSignal): Promise<boolean> {
  return slots.room(task, slots.isOversized(task) ? signal : AbortSignal.any([signal, AbortSignal.timeout(roomWaitMs)]))
}

async function reuseEarlier({ pipeline, exists, logger }: RunTaskOptions, task: ClaimedTask): Promise<boolean> {
  if (!task.reusable) return false
  try {
    const settled = await untilStored(() => pipeline.reuse(task, exists), logger)
    if (settled === 'gone') return false
    logger.info({ outcome: 'reused', settled }, 'took over an earlier result')
    return true
  } catch (error) {
    logger.warn({ error }, 'could not take over an earlier result; running the script')
    return false
  }
}

async function executeSafely(
  options: RunTaskOptions,
  task: ClaimedTask,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const { pipeline, execute, logger } = options
  try {
    return await execute(task, {
      signal,
      logger,
      onCheckpoint: (value) => untilStored(() => pipeline.checkpoint(task, value), logger),
    })
  } catch (error) {
    logger.error({ error }, 'the worker could not run the script')
    return { ...NO_RESULT, ...faultOf(error, 'worker_fault') }
  }
}

function faultOf(error: unknown, code: string) {
  const permanent = error instanceof InvalidResultError || error instanceof UnknownPlaceholderError
  return {
    outcome: permanent ? ('permanent' as const) : ('temporary' as const),
    code: permanent ? error.code : code,
    message: error instanceof Error ? error.message : String(error),
  }
}

function settle({ pipeline }: RunTaskOptions, task: ClaimedTask, result: ExecutionResult): Promise<Settled> {
  const { outcome } = result
  if (outcome === 'succeeded') return pipeline.succeed(task, { ...result, outcome })
  return pipeline.fail(task, {
    ...result,
    outcome: outcome === 'permanent' ? 'permanent' : 'temporary',
    code: result.code ?? 'unknown',
    message: result.message ?? '',
  })
}

function report({ logger }: RunTaskOptions, result: ExecutionResult, settled: Settled): void {
  const { outcome, code, message: reason } = result
  if (settled === 'lost') logger.warn({ outcome }, 'result came after the claim was lost; kept as evidence')
  else if (outcome === 'succeeded') logger.info({ outcome }, 'done')
  else logger.warn({ outcome, code, reason }, 'failed')
}

async function giveBack(
  { pipeline, logger }: RunTaskOptions,
  task: ClaimedTask,
  event: 'release' | 'interrupt',
  reason: string,
  log: readonly string[] = [],
): Promise<void> {
  const settled = await untilStored(() => pipeline.giveBack(task, event, reason, log), logger)
  logger.info({ reason, settled }, event === 'release' ? 'released' : 'interrupted')
}
