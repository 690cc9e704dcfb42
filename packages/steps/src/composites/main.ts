/** The composites step: one finished picture, larger than the frame, for the camera to move over. */
import { runStep } from '@reelyard/core/protocol'
import type { StepParameters } from '@reelyard/core'
import { compose } from './compose.ts'

await runStep<StepParameters['composites']>(compose)
