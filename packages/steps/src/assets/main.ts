/** The assets step: one scene's picture, painted from its prompt or taken from the order. */
import { runStep } from '@reelyard/core/protocol'
import type { StepParameters } from '@reelyard/core'
import { makeAssets } from './make.ts'

await runStep<StepParameters['assets']>(makeAssets)
