/** A worker whose scripts are real processes that make nothing, and fail where the film of the crash tests wants it. */
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StepName } from '@reelyard/core'
import { runScript } from '@reelyard/core/script'
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'
import { createWorker, type Execute } from '@reelyard/worker'
import { artifactOf, resultOf } from './results.ts'

export interface FilmWorkerOptions {
  name: string
  steps: readonly StepName[]
  slots: number
  maxInputBytes: number
  leaseSeconds: number
  /** For the scripts' scratch folders, and for their file of effects. */
  folder: string
  /** Scripts of this step do not end by themselves. */
  holds: StepName | null
  /** Such a script runs. */
  onHeld(): void
  logger: Logger
}

/** First attempts of these fail: for a passing reason, and for good. */
const FIRST_ATTEMPT: Partial<Record<StepName, string>> = { narration: '75', sound_effects: '65' }

const SCRIPT = fileURLToPath(new URL('step.sh', import.meta.url))
const SCRIPT_TIMEOUT_MS = 60_000

export function createFilmWorker(pipeline: Pipeline, options: FilmWorkerOptions): LongRunner {
  return createWorker({
    ...options,
    pipeline,
    execute: scriptsOf(options),
    exists: async () => false,
    concurrency: options.slots,
    pollMs: 200,
    drainMs: 0,
    listen: true,
  })
}

export function effectsFile(folder: string): string {
  return join(folder, 'effects.log')
}

function scriptsOf({ folder, holds, onHeld }: FilmWorkerOptions): Execute {
  return async (task, { signal, onCheckpoint }) => {
    const held = task.step === holds
    const script = await runScript({
      argv: ['sh', SCRIPT, effectsFile(folder), task.taskId, String(task.attempt), held ? 'hold' : exitCode(task)],
      folder: await mkdtemp(join(folder, 'task-')),
      environment: { PATH: process.env.PATH ?? '' },
      timeoutMs: SCRIPT_TIMEOUT_MS,
      declaredOutputs: {},
      signal,
      onCheckpoint: async (value) => {
        await onCheckpoint(value)
        if (held) onHeld()
      },
    })
    const made = script.outcome === 'succeeded' ? [artifactOf(task)] : []
    return { ...script, artifacts: made, result: resultOf(task), log: script.logTail }
  }
}

function exitCode({ attempt, step }: ClaimedTask): string {
  return (attempt === 1 && FIRST_ATTEMPT[step]) || '0'
}
