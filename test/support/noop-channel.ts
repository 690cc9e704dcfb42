import { fileURLToPath } from 'node:url'
import { STEP_NAMES, type StepName } from '@reelyard/core'

interface Command {
  argv: string[]
  outputs: Record<string, never>
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
}

/** A channel whose steps are real processes that do nothing; `commands` stand in for some of them. */
export function noopChannel(id: string, scenes: number, commands: Partial<Record<StepName, string[]>> = {}) {
  const storyboard = [process.execPath, fixture('noop-storyboard.mjs'), String(scenes)]
  const entries = STEP_NAMES.map((step): [StepName, Command] => [
    step,
    { argv: commands[step] ?? (step === 'storyboard' ? storyboard : ['true']), outputs: {} },
  ])
  return {
    id,
    name: id,
    settings: { commands: Object.fromEntries(entries), retry: { maxAttempts: 4, delaysSeconds: [0] } },
  }
}
