/** Keeps the leases of all running tasks with one statement, and ends what this worker no longer holds. */
import type { Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'
import type { RunningTask } from './running.ts'

/** Heartbeats within one lease: three may be lost before the claim is. */
const BEATS_A_LEASE = 4

export function createHeartbeat(options: {
  pipeline: Pick<Pipeline, 'heartbeat'>
  worker: string
  leaseSeconds: number
  running: ReadonlySet<RunningTask>
  logger: Logger
}): LongRunner {
  const { pipeline, worker, leaseSeconds, running, logger } = options
  const everyMs = (leaseSeconds * 1_000) / BEATS_A_LEASE
  let timer: NodeJS.Timeout | undefined
  let beating: Promise<void> | null = null

  async function beat(): Promise<void> {
    const asked = [...running]
    if (asked.length === 0) return
    const held = new Set(
      await pipeline.heartbeat(
        worker,
        asked.map(({ task }) => task),
        leaseSeconds,
      ),
    )
    for (const run of asked.filter(({ task }) => !held.has(task.taskId))) run.lose()
  }

  /** A beat that hangs (half-open connection) must not keep the next ones from being sent. */
  function withinOneBeat(beat: Promise<void>): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>()
    const patience = setTimeout(() => reject(new Error(`No answer within ${everyMs} ms.`)), everyMs)
    return Promise.race([beat, promise]).finally(() => clearTimeout(patience))
  }

  return {
    start: async () => {
      timer = setInterval(() => {
        beating ??= withinOneBeat(beat())
          .catch((error: unknown) => logger.warn({ error }, 'heartbeat failed; the next one tries again'))
          .finally(() => (beating = null))
      }, everyMs)
    },
    stop: async () => {
      clearInterval(timer)
      await beating
    },
  }
}
