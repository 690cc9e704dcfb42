/**
 * One claim loop a worker, over all its steps. It is woken by a NOTIFY, by a slot that became free, and by a poll as the
 * backstop; it never sleeps beside a backlog: it goes on claiming until a fetch comes back short.
 */
import type { StepName } from '@reelyard/core'
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'
import { nextClaims, type NextClaim } from './next-claims.ts'
import { isAnswer } from './postgres-answer.ts'
import { createProgress } from './progress.ts'
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

/** Serves once: after a stop it never claims again. */
export interface ClaimLoop extends LongRunner {
  /** There may be work: of this step, or of any. */
  wake(step?: string): void
  /** A slot is free again: claims if work is known to wait. */
  slotFreed(): void
  /** Whether its claims come to an end, a refusal of Postgres included: false while they hang or get no answer. */
  comesOn(): boolean
  /** Whether its claims succeed: false while each is refused, or finds nothing beside what waits. */
  succeeds(): boolean
}

/** Claims while there may be work. `onTask` is called for each claimed task, which has taken its slot by then. */
export function createClaimLoop(options: ClaimLoopOptions): ClaimLoop {
  const { pipeline, worker, slots, logger } = options
  /** Steps that may have waiting tasks. */
  const dirty = new Set<StepName>()
  let round: Promise<void> | null = null
  let started = false
  let stopped = false
  const progress = createProgress()
  let poll: NodeJS.Timeout | undefined
  const idle = () => !started || stopped || slots.free() <= 0

  function wake(step?: string): void {
    for (const mine of options.steps) if (step === undefined || step === mine) dirty.add(mine)
    pump()
  }

  function pump(): void {
    if (idle() || round || dirty.size === 0) return
    progress.begin()
    round = claimAll()
      .catch((error: unknown) => {
        logger.error({ error }, 'could not claim; the next poll tries again')
        progress.fail(isAnswer(error))
        return false
      })
      .then((good) => {
        round = null
        if (!good) return
        progress.succeed()
        pump()
      })
  }

  /** False where tasks wait and could not be had. */
  async function claimAll(): Promise<boolean> {
    while (!idle()) {
      const next = await nextClaims(dirty, slots.free(), pipeline)
      if (next.length === 0) return true
      // All of them must have landed before the next look at the slots, and before a stop is done.
      const claims = await Promise.allSettled(next.map(claimFrom))
      const failed = claims.find((one) => one.status === 'rejected')
      const found = claims.some((one) => one.status === 'fulfilled' && one.value > 0)
      if (!failed && !found && progress.failing() && (await isHeldElsewhere())) return false
      if (claims.some((one) => one.status === 'fulfilled')) progress.succeed()
      if (failed) throw failed.reason
    }
    return true
  }

  /** Claims of ours that were given up hold their jobs until Postgres notices: a claim passes these over. */
  async function isHeldElsewhere(): Promise<boolean> {
    const left = await pipeline.waiting(options.steps, 1)
    for (const { step } of left) dirty.add(step)
    if (left.length > 0) logger.warn('could not claim what waits; the next poll tries again')
    return left.length > 0
  }

  async function claimFrom(next: NextClaim): Promise<number> {
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
      if (tasks.length === 0 && minPriority !== undefined) return await claimFrom({ step, limit })
      return tasks.length
    } catch (error) {
      dirty.add(step)
      throw error
    }
  }

  return {
    wake,
    slotFreed: pump,
    comesOn: () => progress.comesOn() || idle(),
    succeeds: () => progress.succeeds() || idle(),
    start: async () => {
      if (started || stopped) return
      started = true
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
