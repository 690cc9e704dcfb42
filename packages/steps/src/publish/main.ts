/** `publish`: hands a film that passed its checks over. */
import type { StepParameters } from '@reelyard/core'
import { runStep } from '@reelyard/core/protocol'
import { publish } from './publish.ts'

await runStep<StepParameters['publish']>((input) => publish(input, process.env['REELYARD_PUBLISH_DIR']))
