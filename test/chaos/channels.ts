/** The channels of a chaos run: short scripts that count their effects, and a few real steps among them. */
import { fileURLToPath } from 'node:url'
import type { StepName } from '@reelyard/core'

/** Most runs are short. Assembly outlasts a lease of 3 seconds, so that heartbeats matter. */
const STEPS_OF_A_RUN: Record<StepName, { seconds: number; role: string; failures?: number }> = {
  storyboard: { seconds: 0, role: 'none' },
  assets: { seconds: 0.6, role: 'image' },
  composites: { seconds: 0.3, role: 'composite' },
  narration: { seconds: 0.4, role: 'timing' },
  clips: { seconds: 0.9, role: 'clip' },
  // The first attempt of each fails for a passing reason.
  sound_effects: { seconds: 0.2, role: 'ambience', failures: 1 },
  assembly: { seconds: 4, role: 'film' },
  publish: { seconds: 0.2, role: 'manifest' },
}

/** Exit code of the failures that are meant: no other may burn an attempt where no fault has been injected. */
export const MEANT_FAILURE = 'exit_75'

const EFFECT = fileURLToPath(new URL('effect.sh', import.meta.url))

/** `chaos` runs the real storyboard step only; `chaos-spoken` the real narration too. */
export function chaosChannels(effects: string) {
  return [channel('chaos', effects, ['storyboard']), channel('chaos-spoken', effects, ['storyboard', 'narration'])]
}

/** Every fourth order speaks. */
export const CHANNELS_IN_TURN = ['chaos', 'chaos', 'chaos', 'chaos-spoken']

function channel(id: string, effects: string, real: readonly StepName[]) {
  const commands = Object.entries(STEPS_OF_A_RUN).map(([step, { seconds, role, failures = 0 }]) => {
    const program = fileURLToPath(import.meta.resolve(`@reelyard/steps/${step}`))
    const own = real.some((name) => name === step) ? [process.execPath, program] : []
    const argv = ['sh', EFFECT, effects, String(own.length > 0 ? 0 : seconds), String(failures), role, ...own]
    return [step, { argv, outputs: {} }]
  })
  // Attempts enough for the worst of luck: that a task fails for good by too many faults is no defect.
  const retry = { maxAttempts: 100, delaysSeconds: [1] }
  return { id, name: id, settings: { commands: Object.fromEntries(commands) as Record<string, unknown>, retry } }
}
