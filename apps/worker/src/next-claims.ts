/** Where a worker claims next, when more than one step may have work. */
import { STEPS_LAST_FIRST, type StepName } from '@reelyard/core'
import type { Pipeline, WaitingStep } from '@reelyard/pipeline'

/** One fetch: from this step, at most so many, none less urgent. */
export interface NextClaim {
  step: StepName
  limit: number
  minPriority?: number
}

/**
 * Chooses among the steps of `dirty` (which may have work), and takes those out that have none. Together the claims never
 * ask for more than `free` tasks. Where all that waits fits, order does not matter and all are claimed at once.
 */
export async function nextClaims(
  dirty: Set<StepName>,
  free: number,
  pipeline: Pick<Pipeline, 'waiting'>,
): Promise<NextClaim[]> {
  const [only] = dirty
  if (only === undefined) return []
  if (dirty.size === 1) return [{ step: only, limit: free }]
  const waiting = await lookAround(dirty, free, pipeline)
  const all = waiting.reduce((sum, { count }) => sum + count, 0)
  return all <= free ? waiting.map(({ step, count }) => ({ step, limit: count })) : mostUrgent(waiting, free)
}

/** Asks which steps really have waiting tasks. A step that is notified meanwhile stays in. */
async function lookAround(
  dirty: Set<StepName>,
  free: number,
  pipeline: Pick<Pipeline, 'waiting'>,
): Promise<WaitingStep[]> {
  const asked = [...dirty]
  dirty.clear()
  try {
    const waiting = await pipeline.waiting(asked, free + 1)
    for (const { step } of waiting) dirty.add(step)
    return waiting
  } catch (error) {
    for (const step of asked) dirty.add(step)
    throw error
  }
}

/** More waits than there is room for: the highest priority first, and of equals the step nearest to a finished film. */
function mostUrgent(waiting: readonly WaitingStep[], free: number): NextClaim[] {
  const top = Math.max(...waiting.map(({ priority }) => priority))
  const urgent = waiting.filter(({ priority }) => priority === top)
  const step = STEPS_LAST_FIRST.find((candidate) => urgent.some((found) => found.step === candidate))
  return step === undefined ? [] : [{ step, limit: free, minPriority: top }]
}
