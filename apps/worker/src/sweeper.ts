/** Expires leases that are over, and decides reviews that are due. Runs in every worker; Postgres lets one sweep at a time. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'
import { wasServed } from './postgres-answer.ts'

/** A lease that is over is found within a quarter of its length … */
const SWEEPS_A_LEASE = 4

/** … and within a second: its task waits for nothing else. */
const SWEEP_MS_MOST = 1_000

/** Between two looks for workers that ended without a word, and for failures that an older version left without a letter. */
const FORGET_EVERY_MS = 600_000

/** For a sweep that is under way at the end. */
const STOP_MS = 1_000

/** What a sweeper needs of the pipeline. */
export type Swept = Pick<
  Pipeline,
  'sweep' | 'ping' | 'decideDueReviews' | 'forgetDeadWorkers' | 'forgetOldEvents' | 'buryForgotten'
>

/** For how long what has happened can be followed from where one stood. */
export const EVENT_DAYS = 7

/**
 * Sweeps until it is stopped, and never again after. `leaseMs`: how long claims hold without a heartbeat; `eventDays`: how long
 * events are kept.
 */
export function createSweeper(
  pipeline: Swept,
  leaseMs: number,
  logger: Logger,
  eventDays: number = EVENT_DAYS,
): LongRunner {
  const everyMs = Math.min(leaseMs / SWEEPS_A_LEASE, SWEEP_MS_MOST)
  let lastContact: number | null = null
  let quietUntil = 0
  let forgotAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> | null = null
  let stopped = false

  async function sweep(): Promise<void> {
    // After an outage of Postgres every lease looks over: first those who are alive get the time to say so. A shorter one
    // has left them half of theirs.
    const now = performance.now()
    if (lastContact !== null && now - lastContact > leaseMs / 2) quietUntil = now + leaseMs
    const count = now < quietUntil ? await pipeline.ping().then(() => 0) : await pipeline.sweep(leaseMs / 1_000)
    lastContact = performance.now()
    if (count > 0) logger.warn({ count }, 'gave back tasks whose lease was over')
    await decideDue()
    if (now - forgotAt < FORGET_EVERY_MS) return
    await pipeline.forgetDeadWorkers()
    await pipeline.forgetOldEvents(eventDays)
    await pipeline.buryForgotten()
    lastContact = performance.now()
    forgotAt = now
  }

  /** One that cannot be decided must keep nobody from the rest. */
  async function decideDue(): Promise<void> {
    const count = await pipeline.decideDueReviews().catch((error: unknown) => {
      logger.warn({ error }, 'reviews that are due could not be decided')
      return 0
    })
    if (count > 0) logger.info({ count }, 'decided reviews by the policy of their gates')
  }

  function onFault(error: unknown): void {
    // Postgres was there: one lease that cannot be expired must not look like an outage to all others.
    if (wasServed(error)) lastContact = performance.now()
    logger.warn({ error }, 'sweep failed; the next one tries again')
  }

  return {
    start: async () => {
      if (stopped) return
      timer ??= setInterval(() => {
        sweeping ??= sweep()
          .catch(onFault)
          .finally(() => (sweeping = null))
      }, everyMs)
    },
    stop: async () => {
      stopped = true
      clearInterval(timer)
      // One that hangs is cut off with the connections, which changes nothing.
      await Promise.race([sweeping, delay(STOP_MS, undefined, { ref: false })])
    },
  }
}
