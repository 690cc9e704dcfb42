/** Why a decision changed nothing. */
import type { Fault, StepName } from '@reelyard/core'
import type { StandingTask } from '@reelyard/db'

/**
 * `unknown_task`; `wrong_state`, as for one of two who decide at the same time; `newer_attempt`: what was looked at is not what
 * there is now; `not_a_decider`: the policy of the gate names others; `video_cancelled`; `invalid_change`, with a fault for
 * each thing that is wrong with it.
 */
export interface Refusal {
  done: false
  code: 'unknown_task' | 'wrong_state' | 'newer_attempt' | 'not_a_decider' | 'video_cancelled' | 'invalid_change'
  message: string
  faults?: Fault[]
  /** What was decided on, where there is such a task. */
  task?: { step: StepName; scene: number | null }
}

export type Decided = { done: true } | Refusal

/** The decision was carried out. */
export const DONE = { done: true } as const

export function unknown(taskId: string): Refusal {
  return { done: false, code: 'unknown_task', message: `There is no task ${taskId}.` }
}

export function wrongState({ state, step }: Pick<StandingTask, 'state' | 'step'>, what: string): Refusal {
  return { done: false, code: 'wrong_state', message: `A task (${step}) that is ${state} cannot be ${what}.` }
}

export function newerAttempt({ attempt }: StandingTask, seen: number): Refusal {
  return {
    done: false,
    code: 'newer_attempt',
    message: `The decision is on attempt ${seen}, but there is attempt ${attempt}.`,
  }
}

/** Thrown to roll back a transaction that has decided nothing: no decision is ever carried out by half. */
export class NotDecided extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}
