/** What the steps of the crash tests give, and a worker that gives it without running anything. */
import { createHash } from 'node:crypto'
import { STEP_NAMES, type StepName } from '@reelyard/core'
import type { ClaimedTask, Pipeline } from '@reelyard/pipeline'

/** A role of each step that the next one reads. */
const ROLES: Record<StepName, string> = {
  storyboard: 'any',
  assets: 'image',
  composites: 'composite',
  narration: 'timing',
  clips: 'clip',
  sound_effects: 'ambience',
  assembly: 'film',
  publish: 'manifest',
}

export const ARTIFACT_BYTES = 1_000_000

/** Another for each attempt, so that what reads it is made again. */
export function artifactOf({ taskId, attempt, step }: ClaimedTask) {
  const sha256 = createHash('sha256').update(`${taskId} ${attempt}`).digest('hex')
  return { role: ROLES[step], sha256, bytes: ARTIFACT_BYTES, mediaType: 'text/plain' }
}

/** The storyboard's scenes are those of the order. */
export function resultOf({ step, parameters }: ClaimedTask): Record<string, unknown> | null {
  if (step !== 'storyboard') return null
  const scenes = parameters.scenes as { narration: string }[]
  return {
    scenes: scenes.map(({ narration }) => ({ narration, visual: narration, sound: narration, motion: 'still' })),
  }
}

/** Its attempts ran no script. */
export const IDLE_WORKER = 'idle'

/** Ends all that waits, and what becomes ready by it, at its gate or well. */
export async function workOff(pipeline: Pipeline, steps: readonly StepName[] = STEP_NAMES): Promise<void> {
  for (let busy = true; busy;) {
    busy = false
    for (const step of steps) {
      const { tasks } = await pipeline.claim({ step, limit: 10, worker: IDLE_WORKER, leaseSeconds: 60 })
      for (const task of tasks) await endWell(pipeline, task)
      busy ||= tasks.length > 0
    }
  }
}

async function endWell(pipeline: Pipeline, task: ClaimedTask): Promise<void> {
  await pipeline.start(task)
  const made = { artifacts: [artifactOf(task)], result: resultOf(task), log: [], cost: null }
  await pipeline.succeed(task, { outcome: 'succeeded', ...made })
}
