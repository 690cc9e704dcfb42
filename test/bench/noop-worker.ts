/** A worker whose scripts are a function that does nothing; claim, start, settle and history are the real ones. */
import { STEP_NAMES } from '@reelyard/core'
import { openPipeline } from '@reelyard/pipeline'
import { createLogger } from '@reelyard/runtime'
import { createWorker, type Execute } from '@reelyard/worker'

const name = process.argv[2] ?? 'worker'
const logger = createLogger('warn', { worker: name })
const pipeline = await openPipeline({
  databaseUrl: process.env.DATABASE_URL ?? '',
  applicationName: name,
  housekeeping: false,
  onError: (error) => logger.error({ error }, 'queue'),
})

const scene = { narration: 'n', visual: 'v', sound: 's', motion: 'still' }

const execute: Execute = async (task) => ({
  outcome: 'succeeded',
  code: null,
  message: null,
  exitCode: 0,
  signal: null,
  retryAfterSeconds: null,
  artifacts: [],
  result: { startedAt: performance.timeOrigin + performance.now(), ...(task.step === 'storyboard' ? { scenes: [scene] } : {}) },
  log: [],
  cost: null,
})

const worker = createWorker({
  pipeline,
  execute,
  exists: async () => false,
  name,
  steps: STEP_NAMES,
  concurrency: 5,
  maxInputBytes: 10_000_000,
  leaseSeconds: 15,
  pollMs: 2_000,
  drainMs: 10_000,
  listen: true,
  logger,
})
process.on('SIGTERM', () => {
  void worker.stop().then(pipeline.close).then(() => process.disconnect())
})
await worker.start()
process.send?.('ready')
