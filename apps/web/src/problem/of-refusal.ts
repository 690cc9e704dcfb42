/** What a client is told of a decision that changed nothing. */
import type { Refusal } from '@reelyard/pipeline'
import { notFound } from '../access/objects.ts'
import { Problem, type About } from './problem.ts'
import type { ProblemCode } from './table.ts'

/** The codes that a refused decision may have, besides that there is no such task. */
export const REFUSALS = [
  'wrong_state',
  'newer_attempt',
  'video_ended',
  'invalid_change',
] as const satisfies readonly ProblemCode[]

/** Those of a decision at a gate. */
export const GATE_REFUSALS = [...REFUSALS, 'not_a_decider'] as const satisfies readonly ProblemCode[]

/** The pointers of faults are into `parameters` of the body. */
export function problemOfRefusal(refusal: Refusal, taskId: string): Problem {
  const { message: detail, faults = [], task } = refusal
  const about: About = { taskId, ...task }
  switch (refusal.code) {
    case 'unknown_task':
      return notFound('task', taskId)
    case 'wrong_state':
      return new Problem('wrong_state', { detail, about })
    case 'newer_attempt':
      return new Problem('newer_attempt', { detail, about })
    case 'not_a_decider':
      return new Problem('not_a_decider', { detail, about })
    case 'video_cancelled':
      return new Problem('video_ended', { detail, about })
    case 'invalid_change':
  }
  const errors = faults.map((fault) => ({ ...fault, pointer: `/parameters${fault.pointer}` }))
  return new Problem('invalid_change', { detail, errors, about })
}
