import { narrationsOfBrief, STORYBOARD_LIMITS, StepError } from '@reelyard/core/protocol'

/**
 * The scenes of a brief, in order. One that does not fit into the scenes that a storyboard may have ends with StepError
 * `brief_too_long`.
 */
export function scenesOfBrief(brief: string): { narration: string }[] {
  const narrations = narrationsOfBrief(brief, STORYBOARD_LIMITS)
  if (narrations) return narrations.map((narration) => ({ narration }))
  throw new StepError('brief_too_long', `The brief does not fit into ${STORYBOARD_LIMITS.scenes} scenes.`)
}
