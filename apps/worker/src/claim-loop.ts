/**
 * One claim loop a worker, over all its steps. It is woken by a NOTIFY, by a slot that became free, and by a poll as the
 * backstop; it never sleeps beside a backlog: it goes on claiming until a fetch comes back short.
 */
import { STEPS_LAST_FIRST, type StepName } from '@reelyard/core'
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
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
      const choice = await choose()
      if (!choice) return
      dirty.delete(choice.step)
      const limit = slots.free()
      const { tasks, full } = await pipeline.claim({ ...choice, limit, worker, leaseSeconds: options.leaseSeconds })
      if (full || (choice.minPriority !== undefined && tasks.length > 0)) dirty.add(choice.step)
      for (const task of tasks) {
        slots.take(task)
        options.onTask(task)
      }
    }
  }

  /** The step with the most urgent waiting task; of equals the one nearest to a finished film. */
  async function choose(): Promise<Choice | null> {
    const [only] = dirty
    if (only === undefined) return null
    if (dirty.size === 1) return { step: only }
    const asked = [...dirty]
    dirty.clear()
    const waiting = await pipeline.waiting(asked).catch((error: unknown) => {
      for (const step of asked) dirty.add(step)
      throw error
    })
    for (const { step } of waiting) dirty.add(step)
    const top = Math.max(...waiting.map(({ priority }) => priority))
    const urgent = waiting.filter(({ priority }) => priority === top).map(({ step }) => step)
    const step = STEPS_LAST_FIRST.find((candidate) => urgent.includes(candidate))
    return step === undefined ? null : { step, minPriority: top }
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
