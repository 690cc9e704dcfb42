/** The parts of a worker process, put together. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { folderStore } from '@reelyard/artifacts'
import { openPipelineWhenReady, type Pipeline } from '@reelyard/pipeline'
import {
  checkFfmpeg,
  closeOnSignal,
  createLifecycle,
  createLogger,
  createScriptGuard,
  exitWithParent,
  type Logger,
  type LongRunner,
} from '@reelyard/runtime'
import manifest from '../package.json' with { type: 'json' }
import { readCommandLine, readWorkerEnvironment, type CommandLine, type Environment } from './options.ts'
import { createFileSweeper } from './file-sweeper.ts'
import { openScratch } from './scratch.ts'
import { createScriptExecutor } from './script-executor.ts'
import { TIMINGS, type Timings } from './timings.ts'
import { untilStored } from './until-stored.ts'
import { createWorker, type Worker } from './worker.ts'

/** After the drain and the grace of its scripts: for connections to be closed and folders to be removed. */
const CLOSE_MS = 12_000

const CONNECTIONS_MS = 5_000

/** A worker that cannot help itself: the platform is to start it again. (EX_SOFTWARE) */
const BEYOND_HELP = 70

/** A half-written artifact of this age was left by a process that was killed. */
const DRAFT_MS = 24 * 3_600_000

/** Runs a worker until a signal ends it. Throws EnvironmentError and FfmpegError. */
export async function runWorker(
  argv: readonly string[],
  env: Record<string, string | undefined>,
  timings: Timings = TIMINGS,
): Promise<void> {
  const options = readCommandLine(argv, env)
  const environment = readWorkerEnvironment(env)
  const logger = createLogger(environment.LOG_LEVEL, { worker: options.name })
  const opening = new AbortController()
  let worker: Worker | null = null
  const stop = async () => {
    opening.abort()
    await worker?.stop()
  }
  const withinMs = timings.graceMs + CLOSE_MS
  const hurry = { withinMs, begin: () => worker?.hurry() }
  const closing = closeOnSignal({ stop, hurry }, logger, options.drainSeconds * 1_000 + withinMs)
  exitWithParent(env)
  const ffmpeg = await checkFfmpeg(env)
  const pipeline = await open(environment, options, logger, opening.signal)
  if (!pipeline) return
  const onEnd = () => closing.end(BEYOND_HELP)
  worker = await compose({ options, environment, env, pipeline, logger, timings, onEnd })
  await worker.start()
  if (opening.signal.aborted) return
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
        keyring: environment.REELYARD_SECRET_KEYS,
      },
      (error, waitMs) => logger.warn({ reason: messageOf(error), waitMs }, 'waiting for the database'),
      signal,
    )
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

interface Parts {
  options: CommandLine
  environment: Environment
  env: Record<string, string | undefined>
  pipeline: Pipeline
  logger: Logger
  timings: Timings
  onEnd(): void
}

async function compose({ options, environment, env, pipeline, logger, timings, onEnd }: Parts): Promise<Worker> {
  const store = folderStore(environment.REELYARD_ARTIFACTS_DIR)
  await store.sweepTemporary(DRAFT_MS)
  const scratch = await openScratch(environment.REELYARD_SCRATCH_DIR, options.name)
  const guard = createScriptGuard((error) => logger.warn({ error }, 'scripts would outlive a kill of this worker'))
  const execute = createScriptExecutor({
    store,
    scratch: scratch.folder,
    environment: env,
    compileCache: join(environment.REELYARD_SCRATCH_DIR, 'compile-cache'),
    scriptsFolder: environment.REELYARD_SCRIPTS_DIR ?? process.cwd(),
    publishFolder: environment.REELYARD_PUBLISH_DIR,
    taskRecords: (videoId) => untilStored(() => pipeline.taskRecords(videoId), logger),
    credentialsOf: (channelId, names) => untilStored(() => pipeline.credentialsOf(channelId, names), logger),
  })
  const worker = createWorker({
    ...options,
    pipeline,
    version: manifest.version,
    execute,
    exists: store.has,
    maxInputBytes: options.maxInputMb * 1_000_000,
    pollMs: options.pollSeconds * 1_000,
    drainMs: options.drainSeconds * 1_000,
    eventDays: environment.REELYARD_EVENT_DAYS,
    logger,
    guard,
    timings,
    onEnd,
  })
  const files = createFileSweeper(store, pipeline, logger)
  const lifecycle = createLifecycle([connections(pipeline, logger), scratch, guard, files, worker])
  return { ...lifecycle, hurry: worker.hurry }
}

/** Where Postgres is away they may not close in time; they end with the process then. */
function connections(pipeline: Pipeline, logger: Logger): LongRunner {
  const late = () => logger.warn('could not close all connections')
  return {
    start: async () => {},
    stop: () => Promise.race([pipeline.close(), delay(CONNECTIONS_MS, undefined, { ref: false }).then(late)]),
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
