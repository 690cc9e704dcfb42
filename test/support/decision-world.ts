/** Films whose parts people decide about. The channels are set before each test of the file that imports this. */
import type { StepName } from '@reelyard/core'
import type { ClaimedTask } from '@reelyard/pipeline'
import { beforeEach, expect } from 'vitest'
import { claimOne, pipeline, run, runAll, sql, submitted, success } from './pipeline-world.ts'

export const anna = { by: 'anna' }

beforeEach(async () => {
  await pipeline.putChannel({ id: 'plain', name: 'Plain', settings: {} })
  await pipeline.putChannel({ id: 'gated', name: 'Gated', settings: { gates: { assets: {} } } })
})

export async function taskOf(videoId: string, step: StepName, scene: number | null = null) {
  const video = await pipeline.getVideo(videoId)
  const task = video?.tasks.find((one) => one.step === step && one.scene === scene)
  expect(task).toBeDefined()
  return task!
}

export async function statusOf(videoId: string) {
  const [row] = await sql`select status, ended_at is not null as ended from videos where id = ${videoId}`
  return row
}

/** Settles with a file of its own, so that who reads it has other inputs than before. */
export async function runWith(task: ClaimedTask, sha: string): Promise<void> {
  expect(await pipeline.start(task)).toBe(true)
  const made = success(task)
  const artifacts = made.artifacts.map((artifact) => ({ ...artifact, sha256: sha.repeat(64), role: roleOf(task.step) }))
  expect(await pipeline.succeed(task, { ...made, artifacts })).toBe('settled')
}

function roleOf(step: StepName): string {
  return { composites: 'composite', clips: 'clip', narration: 'timing' }[step as string] ?? 'any'
}

export async function finished(channel = 'plain'): Promise<string> {
  const id = await submitted({ channel })
  await runAll()
  expect(await statusOf(id)).toEqual({ status: 'completed', ended: true })
  return id
}

/** Claims and settles so many tasks of each of these steps, one step after the other. */
export async function runEach(steps: StepName | readonly StepName[], times: number): Promise<void> {
  for (const step of [steps].flat()) for (let n = 0; n < times; n++) await run(await claimOne(step))
}
