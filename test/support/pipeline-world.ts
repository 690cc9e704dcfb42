/**
 * A pipeline on a database of the test file's own, and the moves of a worker that makes nothing. The bindings are set
 * before the first test of the file that imports them.
 */
import { randomUUID } from 'node:crypto'
import { BUILT_IN_VOICES, STEP_NAMES, type StepName } from '@reelyard/core'
import { openPipeline, type ClaimedTask, type Pipeline } from '@reelyard/pipeline'
import postgres from 'postgres'
import { afterAll, beforeAll, expect } from 'vitest'
import { freshDatabase, type FreshDatabase } from './database.ts'
import { testPipelineOptions } from './pipeline-options.ts'

export let database: FreshDatabase
export let pipeline: Pipeline
export let sql: postgres.Sql

beforeAll(async () => {
  database = await freshDatabase()
  sql = postgres(database.url, { max: 2 })
  pipeline = await openPipeline(testPipelineOptions(database.url))
})

afterAll(async () => {
  await pipeline.close()
  await sql.end()
  await database.drop()
})

export const order = { title: 'Two scenes', scenes: [{ narration: 'One.' }, { narration: 'Two.' }] }
export const scenes = order.scenes.map((scene) => ({ ...scene, visual: 'a', sound: 'b', motion: 'still' }))

export async function submitted(extra: object = {}): Promise<string> {
  const { videoId, faults } = await pipeline.submit({ ...order, title: randomUUID(), ...extra }, BUILT_IN_VOICES)
  expect(faults).toBeUndefined()
  return videoId!
}

export async function claimOne(step: StepName, worker = 'w1'): Promise<ClaimedTask> {
  const { tasks } = await pipeline.claim({ step, limit: 1, worker, leaseSeconds: 15 })
  expect(tasks).toHaveLength(1)
  return tasks[0]!
}

const nothing = { artifacts: [], result: null, log: [], cost: null }

export function success(task: ClaimedTask) {
  return {
    ...nothing,
    outcome: 'succeeded' as const,
    result: task.step === 'storyboard' ? { scenes } : null,
    artifacts: [{ role: 'any', sha256: 'a'.repeat(64), bytes: 10, mediaType: 'text/plain' }],
  }
}

export const failure = {
  ...nothing,
  outcome: 'temporary' as const,
  code: 'exit_75',
  message: 'provider is busy',
  exitCode: 75,
  signal: null,
  retryAfterSeconds: null,
}

export async function run(task: ClaimedTask): Promise<void> {
  expect(await pipeline.start(task)).toBe(true)
  expect(await pipeline.succeed(task, success(task))).toBe('settled')
}

/** Claims and settles until nothing is left; returns the steps in order. */
export async function runAll(): Promise<string[]> {
  const ran: string[] = []
  for (let busy = true; busy;) {
    busy = false
    for (const step of STEP_NAMES) {
      const { tasks } = await pipeline.claim({ step, limit: 10, worker: 'w1', leaseSeconds: 15 })
      for (const task of tasks) {
        await run(task)
        ran.push(task.scene === null ? step : `${step} ${task.scene}`)
        busy = true
      }
    }
  }
  return ran
}
