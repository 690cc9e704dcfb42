import { STEP_NAMES, type StepName } from '@reelyard/core'
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
import { expect } from 'vitest'
import { createClaimLoop, type ClaimLoop } from '../src/claim-loop.ts'
import { createSlots, type Slots } from '../src/slots.ts'
import { recordingLogger, soon } from './world.ts'

export interface Claiming {
  loop: ClaimLoop
  slots: Slots
  /** In the order of claiming. */
  claimed: ClaimedTask[]
  log: Record<string, unknown>[]
  /** The most tasks that it had in hand at a time. */
  mostInHand(): number
  /** Frees the slot of a task, as the end of its run does. */
  end(task: ClaimedTask): void
}

export interface ClaimingOptions {
  pipeline: Pick<Pipeline, 'claim' | 'waiting'>
  tasks?: number
  steps?: readonly StepName[]
  pollMs?: number
}

/** A loop that is not started yet. It polls once an hour unless told otherwise: what it claims it was woken for. */
export function claiming(options: ClaimingOptions): Claiming {
  const { pipeline, tasks = 5, steps = STEP_NAMES, pollMs = 3_600_000 } = options
  const slots = createSlots({ tasks, bytes: 10_000_000 })
  const claimed: ClaimedTask[] = []
  const { logger, log } = recordingLogger()
  let leastFree = tasks
  const onTask = (task: ClaimedTask) => {
    claimed.push(task)
    leastFree = Math.min(leastFree, slots.free())
  }
  const loop = createClaimLoop({ pipeline, worker: 'worker-1', steps, slots, leaseSeconds: 15, pollMs, logger, onTask })
  const end = (task: ClaimedTask) => {
    slots.leave(task)
    loop.slotFreed()
  }
  return { loop, slots, claimed, log, mostInHand: () => tasks - leastFree, end }
}

export function expectClaimed(claimed: readonly ClaimedTask[], count: number): Promise<void> {
  return expect.poll(() => claimed.length, soon).toBe(count)
}
