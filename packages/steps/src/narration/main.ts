/** The narration step: one scene's text as speech, with the time of each word. */
import type { StepParameters } from '@reelyard/core'
import { runStep } from '@reelyard/core/protocol'
import { narrate } from './narrate.ts'

await runStep<StepParameters['narration']>(narrate)
