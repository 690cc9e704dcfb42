/** The sound_effects step: one scene's ambience as a stereo loop. */
import type { StepParameters } from '@reelyard/core'
import { runStep } from '@reelyard/core/protocol'
import { makeAmbience } from './ambience.ts'

await runStep<StepParameters['sound_effects']>(makeAmbience)
