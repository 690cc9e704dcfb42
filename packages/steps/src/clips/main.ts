#!/usr/bin/env node
import type { StepParameters } from '@reelyard/core'
import { runStep } from '@reelyard/core/protocol'
import { makeClip } from './clip.ts'

await runStep<StepParameters['clips']>(makeClip)
