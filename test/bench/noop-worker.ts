/** A worker whose scripts are a function that does nothing; claim, start, settle and history are the real ones. */
import { createHash } from 'node:crypto'
import { FIRST_STEP, LAST_STEP, STEP_NAMES, type StepName } from '@reelyard/core'
import { openPipeline, type ClaimedTask } from '@reelyard/pipeline'
import { createLogger } from '@reelyard/runtime'
import { createWorker, type Execute } from '@reelyard/worker'

/** By the monotonic clock, which all processes of a machine share. */
export interface TaskTimes {
  videoId: string
  step: StepName
  startedMs: number
  /** When the settling transaction had ended. */
  settledMs: number
}

const name = process.argv[2] ?? 'worker'
const logger = createLogger('warn', { worker: name })
const times = new Map<string, TaskTimes>()

const pipeline = await openPipeline({
  databaseUrl: process.env.DATABASE_URL ?? '',
  applicationName: name,
  housekeeping: false,
  onError: (error) => logger.error({ error }, 'queue'),
})

const nothing = { code: null, message: null, exitCode: 0, signal: null, retryAfterSeconds: null, log: [], cost: null }

const execute: Execute = async (task) => {
  times.set(task.taskId, { videoId: task.video.id, step: task.step, startedMs: nowMs(), settledMs: Number.NaN })
  const result = task.step === FIRST_STEP ? { scenes: [sceneOf(task)] } : null
  return { ...nothing, outcome: 'succeeded', artifacts: [artifactOf(task)], result }
}

/** Another for each video, so that no video takes over the results of the last. */
function sceneOf({ video }: ClaimedTask) {
  return { narration: video.id, visual: video.id, sound: video.id, motion: 'still' }
}

function artifactOf({ taskId }: ClaimedTask) {
  return { role: 'any', sha256: createHash('sha256').update(taskId).digest('hex'), bytes: 1, mediaType: 'text/plain' }
}

async function succeed(task: ClaimedTask, success: Parameters<typeof pipeline.succeed>[1]) {
  const settled = await pipeline.succeed(task, success)
  times.get(task.taskId)!.settledMs = nowMs()
  if (task.step === LAST_STEP) process.send?.('published')
  return settled
}

function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

const worker = createWorker({
  pipeline: { ...pipeline, succeed },
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
process.on('message', () => process.send?.([...times.values()]))
process.on('SIGTERM', () => {
  void worker
    .stop()
    .then(pipeline.close)
    .then(() => process.disconnect())
})
await worker.start()
process.send?.('ready')
