/** The storyboard step: an order's scenes or its brief become scenes with nothing missing. */
import type { StepParameters } from '@reelyard/core'
import { runStep } from '@reelyard/core/protocol'
import { makeStoryboard } from './make.ts'

await runStep<StepParameters['storyboard']>(makeStoryboard)
