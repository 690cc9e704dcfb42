/** The parts of a worker process, put together. */
import { join } from 'node:path'
import { folderStore } from '@reelyard/artifacts'
import { openPipelineWhenReady, type Pipeline } from '@reelyard/pipeline'
import {
  checkFfmpeg,
  closeOnSignal,
  createLifecycle,
  createLogger,
  exitWithParent,
  type Logger,
  type LongRunner,
} from '@reelyard/runtime'
import { readCommandLine, readWorkerEnvironment, type CommandLine, type Environment } from './options.ts'
import { openScratch } from './scratch.ts'
import { createScriptExecutor } from './script-executor.ts'
import { createWorker } from './worker.ts'

/** After the drain: time for interrupted scripts to end and for their tasks to be given back. */
const STOP_GRACE_SECONDS = 15

/** A half-written artifact of this age was left by a process that was killed. */
const DRAFT_MS = 24 * 3_600_000

/** Runs a worker until a signal ends it. Throws EnvironmentError and FfmpegError. */
export async function runWorker(argv: readonly string[], env: Record<string, string | undefined>): Promise<void> {
  const options = readCommandLine(argv, env)
  const environment = readWorkerEnvironment(env)
  const logger = createLogger(environment.LOG_LEVEL, { worker: options.name })
  const opening = new AbortController()
  let lifecycle: LongRunner | null = null
  const stop = async () => {
    opening.abort()
    await lifecycle?.stop()
  }
  closeOnSignal({ start: async () => {}, stop }, logger, (options.drainSeconds + STOP_GRACE_SECONDS) * 1_000)
  exitWithParent(env)
  const ffmpeg = await checkFfmpeg(env)
  const pipeline = await open(environment, options, logger, opening.signal)
  if (!pipeline) return
  lifecycle = await compose(options, environment, env, pipeline, logger)
  await lifecycle.start()
  logger.info({ ffmpeg, steps: options.steps, concurrency: options.concurrency, pid: process.pid }, 'ready')
}

/** Null if the worker was told to stop while it waited. */
async function open(environment: Environment, options: CommandLine, logger: Logger, signal: AbortSignal) {
  try {
    return await openPipelineWhenReady(
      {
        databaseUrl: environment.DATABASE_URL,
        applicationName: `reelyard ${options.name}`,
        housekeeping: true,
        onError: (error) => logger.error({ error }, 'queue'),
      },
      (error, waitMs) => logger.warn({ reason: messageOf(error), waitMs }, 'waiting for the database'),
      signal,
    )
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

async function compose(
  options: CommandLine,
  environment: Environment,
  env: Record<string, string | undefined>,
  pipeline: Pipeline,
  logger: Logger,
): Promise<LongRunner> {
  const store = folderStore(environment.REELYARD_ARTIFACTS_DIR)
  await store.sweepTemporary(DRAFT_MS)
  const scratch = await openScratch(environment.REELYARD_SCRATCH_DIR, options.name)
  const execute = createScriptExecutor({
    store,
    scratch: scratch.folder,
    environment: env,
    compileCache: join(environment.REELYARD_SCRATCH_DIR, 'compile-cache'),
    scriptsFolder: environment.REELYARD_SCRIPTS_DIR ?? process.cwd(),
    publishFolder: environment.REELYARD_PUBLISH_DIR,
    taskRecords: pipeline.taskRecords,
  })
  const worker = createWorker({
    ...options,
    pipeline,
    execute,
    exists: store.has,
    maxInputBytes: options.maxInputMb * 1_000_000,
    pollMs: options.pollSeconds * 1_000,
    drainMs: options.drainSeconds * 1_000,
    logger,
  })
  return createLifecycle([{ start: async () => {}, stop: pipeline.close }, scratch, worker])
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
