/** `assembly`: clips, voices and ambiences become one film. */
import type { StepParameters } from '@reelyard/core'
import { runStep } from '@reelyard/core/protocol'
import { assemble } from './assemble.ts'

await runStep<StepParameters['assembly']>(assemble)
