/**
 * One claim loop a worker, over all its steps. It is woken by a NOTIFY, by a slot that became free, and by a poll as the
 * backstop; it never sleeps beside a backlog: it goes on claiming until a fetch comes back short.
 */
import type { StepName } from '@reelyard/core'
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'
import { nextClaims, type NextClaim } from './next-claims.ts'
import type { Slots } from './slots.ts'

export interface ClaimLoopOptions {
  pipeline: Pick<Pipeline, 'claim' | 'waiting'>
  worker: string
  steps: readonly StepName[]
  slots: Slots
  leaseSeconds: number
  pollMs: number
  logger: Logger
  onTask(task: ClaimedTask): void
}

export interface ClaimLoop extends LongRunner {
  /** There may be work: of this step, or of any. */
  wake(step?: string): void
  /** A slot is free again: claims if work is known to wait. */
  slotFreed(): void
  /**
   * Whether it has come on since it was last asked, or has nothing to do: false while it should claim and every claim
   * hangs or fails.
   */
  comesOn(): boolean
}

export function createClaimLoop(options: ClaimLoopOptions): ClaimLoop {
  const { pipeline, worker, slots, logger } = options
  /** Steps that may have waiting tasks. */
  const dirty = new Set<StepName>()
  let round: Promise<void> | null = null
  let stopped = true
  /** It wants to claim, and has not come to the good end of it. */
  let owed = false
  let goodEnds = 0
  let goodEndsSeen = 0
  let poll: NodeJS.Timeout | undefined

  function wake(step?: string): void {
    for (const mine of options.steps) if (step === undefined || step === mine) dirty.add(mine)
    pump()
  }

  function pump(): void {
    if (stopped || round || dirty.size === 0 || slots.free() <= 0) return
    owed = true
    round = claimAll()
      .then(
        () => true,
        (error: unknown) => {
          logger.error({ error }, 'could not claim; the next poll tries again')
          return false
        },
      )
      .then((good) => {
        round = null
        if (!good) return
        owed = false
        pump()
      })
  }

  async function claimAll(): Promise<void> {
    while (!stopped && slots.free() > 0) {
      const next = await nextClaims(dirty, slots.free(), pipeline)
      if (next.length === 0) return
      // All of them must have landed before the next look at the slots, and before a stop is done.
      const claims = await Promise.allSettled(next.map(claimFrom))
      if (claims.some((one) => one.status === 'fulfilled')) goodEnds++
      const failed = claims.find((one) => one.status === 'rejected')
      if (failed) throw failed.reason
    }
  }

  async function claimFrom(next: NextClaim): Promise<void> {
    const { step, limit, minPriority } = next
    dirty.delete(step)
    try {
      const { tasks, full } = await pipeline.claim({ ...next, worker, leaseSeconds: options.leaseSeconds })
      if (full || minPriority !== undefined) dirty.add(step)
      for (const task of tasks) {
        slots.take(task)
        options.onTask(task)
      }
      // Others have taken the urgent ones; what is less urgent may still wait.
      if (tasks.length === 0 && minPriority !== undefined) await claimFrom({ step, limit })
    } catch (error) {
      dirty.add(step)
      throw error
    }
  }

  return {
    wake,
    slotFreed: pump,
    comesOn: () => {
      const progress = goodEnds !== goodEndsSeen
      goodEndsSeen = goodEnds
      return progress || !owed || stopped || slots.free() <= 0
    },
    start: async () => {
      stopped = false
      poll = setInterval(wake, options.pollMs, undefined)
      wake()
    },
    stop: async () => {
      stopped = true
      clearInterval(poll)
      await round
    },
  }
}
