import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { folderStore } from '@reelyard/artifacts'
import { openPipelineWhenReady } from '@reelyard/pipeline'
import { checkFfmpeg, closeOnSignal, createLifecycle, createLogger, exitWithParent, type Logger } from '@reelyard/runtime'
import { readCommandLine, readWorkerEnvironment, type CommandLine, type Environment } from './options.ts'
import { createScriptExecutor } from './script-executor.ts'
import { createWorker } from './worker.ts'

/** After the drain: time for interrupted scripts to end and for their tasks to be given back. */
const STOP_GRACE_SECONDS = 15

/** Runs a worker until a signal ends it. Throws EnvironmentError and FfmpegError. */
export async function runWorker(argv: readonly string[], env: Record<string, string | undefined>): Promise<void> {
  const options = readCommandLine(argv, env)
  const environment = readWorkerEnvironment(env)
  const logger = createLogger(environment.LOG_LEVEL, { worker: options.name })
  exitWithParent(env)
  const ffmpeg = await checkFfmpeg(env)
  const pipeline = await openPipelineWhenReady(
    {
      databaseUrl: environment.DATABASE_URL,
      applicationName: `reelyard ${options.name}`,
      housekeeping: true,
      onError: (error) => logger.error({ error }, 'queue'),
    },
    (error, waitMs) => logger.warn({ reason: messageOf(error), waitMs }, 'waiting for the database'),
  )
  const worker = await compose(options, environment, env, pipeline, logger)
  const lifecycle = createLifecycle([{ start: async () => {}, stop: pipeline.close }, worker])
  closeOnSignal(lifecycle, logger, (options.drainSeconds + STOP_GRACE_SECONDS) * 1_000)
  await lifecycle.start()
  logger.info({ ffmpeg, steps: options.steps, concurrency: options.concurrency, pid: process.pid }, 'ready')
}

async function compose(
  options: CommandLine,
  environment: Environment,
  scriptSource: Record<string, string | undefined>,
  pipeline: Awaited<ReturnType<typeof openPipelineWhenReady>>,
  logger: Logger,
) {
  const scratch = join(environment.REELYARD_SCRATCH_DIR, options.name)
  await mkdir(scratch, { recursive: true })
  const store = folderStore(environment.REELYARD_ARTIFACTS_DIR)
  const execute = createScriptExecutor({
    store,
    scratch,
    environment: scriptSource,
    compileCache: join(environment.REELYARD_SCRATCH_DIR, 'compile-cache'),
    scriptsFolder: environment.REELYARD_SCRIPTS_DIR ?? process.cwd(),
    publishFolder: environment.REELYARD_PUBLISH_DIR,
    taskRecords: pipeline.taskRecords,
  })
  return createWorker({
    ...options,
    pipeline,
    execute,
    exists: store.has,
    maxInputBytes: options.maxInputMb * 1_000_000,
    pollMs: options.pollSeconds * 1_000,
    drainMs: options.drainSeconds * 1_000,
    logger,
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
