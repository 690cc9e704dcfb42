/**
 * One claim loop a worker, over all its steps. It is woken by a NOTIFY, by a slot that became free, and by a poll as the
 * backstop; it never sleeps beside a backlog: it goes on claiming until a fetch comes back short.
 */
import { STEPS_LAST_FIRST, type StepName } from '@reelyard/core'
import type { ClaimedTask, Pipeline, WaitingStep } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'
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
}

interface Choice {
  step: StepName
  limit: number
  minPriority?: number
}

export function createClaimLoop(options: ClaimLoopOptions): ClaimLoop {
  const { pipeline, worker, slots, logger } = options
  /** Steps that may have waiting tasks. */
  const dirty = new Set<StepName>()
  let round: Promise<void> | null = null
  let stopped = true
  let poll: NodeJS.Timeout | undefined

  function wake(step?: string): void {
    for (const mine of options.steps) if (step === undefined || step === mine) dirty.add(mine)
    pump()
  }

  function pump(): void {
    if (stopped || round || dirty.size === 0 || slots.free() <= 0) return
    round = claimAll()
      .catch((error: unknown) => logger.error({ error }, 'could not claim; the next poll tries again'))
      .finally(() => (round = null))
      .then(pump)
  }

  async function claimAll(): Promise<void> {
    while (!stopped && slots.free() > 0) {
      const choices = await choose()
      if (choices.length === 0) return
      await Promise.all(choices.map(claimFrom))
    }
  }

  async function claimFrom({ step, limit, minPriority }: Choice): Promise<void> {
    dirty.delete(step)
    const least = minPriority === undefined ? {} : { minPriority }
    const { leaseSeconds } = options
    const { tasks, full } = await pipeline.claim({ step, limit, worker, leaseSeconds, ...least })
    if (full || (minPriority !== undefined && tasks.length > 0)) dirty.add(step)
    for (const task of tasks) {
      slots.take(task)
      options.onTask(task)
    }
  }

  /** Where to claim next, and how many: never more than there are free slots. */
  async function choose(): Promise<Choice[]> {
    const free = slots.free()
    const [only] = dirty
    if (only === undefined) return []
    if (dirty.size === 1) return [{ step: only, limit: free }]
    const waiting = await lookAround(free)
    const all = waiting.reduce((sum, { count }) => sum + count, 0)
    return all <= free ? waiting.map(({ step, count }) => ({ step, limit: count })) : mostUrgent(waiting, free)
  }

  /** Asks which steps really have waiting tasks. What is notified meanwhile is not lost. */
  async function lookAround(countUpTo: number): Promise<WaitingStep[]> {
    const asked = [...dirty]
    dirty.clear()
    try {
      const waiting = await pipeline.waiting(asked, countUpTo + 1)
      for (const { step } of waiting) dirty.add(step)
      return waiting
    } catch (error) {
      for (const step of asked) dirty.add(step)
      throw error
    }
  }

  return {
    wake,
    slotFreed: pump,
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

/** More wait than there is room for: the highest priority goes first, and of equals the step nearest to a finished film. */
function mostUrgent(waiting: readonly WaitingStep[], free: number): Choice[] {
  const top = Math.max(...waiting.map(({ priority }) => priority))
  const urgent = waiting.filter(({ priority }) => priority === top)
  const step = STEPS_LAST_FIRST.find((candidate) => urgent.some((found) => found.step === candidate))
  return step === undefined ? [] : [{ step, limit: free, minPriority: top }]
}
