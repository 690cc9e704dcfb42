/** A fresh database with the real pipeline on it, orders to work on, and faults as Postgres has them. */
import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { BUILT_IN_VOICES, type Priority, type StepName } from '@reelyard/core'
import { openPipeline, type ClaimedTask, type Pipeline } from '@reelyard/pipeline'
import { createLogger, type Logger } from '@reelyard/runtime'
import postgres from 'postgres'
import { expect } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'

export interface World {
  pipeline: Pipeline
  /** Looks at the tables past the pipeline, on connections of its own. */
  sql: postgres.Sql
  /** Orders a film of one scene; gives the video's id. */
  submit(order?: { priority?: Priority; channel?: string }): Promise<string>
  /** Claims the next task of a step, as the claim loop does. */
  claimOne(step: StepName): Promise<ClaimedTask>
  /** The claimed storyboard of a video that has just been ordered. */
  claimedStoryboard(channel?: string): Promise<ClaimedTask>
  /** Runs `work` until it waits for the tables, ends its connections there as a restart of Postgres does, and lets go. */
  cutOff(work: () => unknown): Promise<void>
  close(): Promise<void>
}

export const soon = { timeout: 10_000, interval: 10 }

const APPLICATION = 'worker under test'

export async function openWorld(): Promise<World> {
  const database = await freshDatabase()
  const sql = postgres(database.url, { max: 2 })
  const pipeline = await openPipeline({
    databaseUrl: database.url,
    applicationName: APPLICATION,
    housekeeping: false,
    onError: (error) => {
      throw error
    },
  })
  const submit: World['submit'] = async (extra = {}) => {
    const order = { title: randomUUID(), scenes: [{ narration: 'One.' }], ...extra }
    const { videoId, faults } = await pipeline.submit(order, BUILT_IN_VOICES)
    expect(faults).toBeUndefined()
    return videoId!
  }
  const claimOne: World['claimOne'] = async (step) => {
    const { tasks } = await pipeline.claim({ step, limit: 1, worker: 'worker-1', leaseSeconds: 15 })
    expect(tasks).toHaveLength(1)
    return tasks[0]!
  }
  return {
    pipeline,
    sql,
    submit,
    claimOne,
    claimedStoryboard: async (channel) => {
      await submit(channel === undefined ? {} : { channel })
      return claimOne('storyboard')
    },
    cutOff: (work) => cutOff(sql, work),
    close: async () => {
      await pipeline.close()
      await sql.end()
      await database.drop()
    },
  }
}

async function cutOff(sql: postgres.Sql, work: () => unknown): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`lock table tasks in access exclusive mode`
    work()
    const ended = () => sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = ${APPLICATION} and wait_event_type = 'Lock'`
    await expect.poll(ended, soon).not.toHaveLength(0)
  })
}

/** What a storyboard script gives for a film of one scene. */
export const oneScene = { scenes: [{ narration: 'One.', visual: 'v', sound: 's', motion: 'still' }] }

/** Settles a storyboard, so that its scene's first tasks wait: assets, narration, sound_effects. */
export async function settleStoryboard({ pipeline }: World, task: ClaimedTask): Promise<void> {
  await pipeline.start(task)
  await pipeline.succeed(task, { outcome: 'succeeded', artifacts: [], result: oneScene, log: [], cost: null })
}

/** As the driver says it when the connection is gone. */
export function connectionFault(): Error {
  return Object.assign(new Error('write CONNECTION_CLOSED 127.0.0.1:5432'), { code: 'CONNECTION_CLOSED' })
}

/**
 * The pipeline with Postgres away during the first calls of one use case. `done`: what was asked for happens all the
 * same, and only the answer is lost.
 */
export function away(pipeline: Pipeline, name: keyof Pipeline, { calls = 2, done = false } = {}): Pipeline {
  const real = pipeline[name] as (...asked: unknown[]) => Promise<unknown>
  let left = calls
  const faulty = async (...asked: unknown[]) => {
    if (left-- <= 0) return real(...asked)
    if (done) await real(...asked)
    throw connectionFault()
  }
  return { ...pipeline, [name]: faulty }
}

/** Takes a task from its worker, as the sweeper does when its lease is over. */
export async function takeAway({ pipeline, sql }: World, task: ClaimedTask): Promise<void> {
  await sql`update tasks set lease_until = now() - interval '1 second' where id = ${task.taskId}`
  expect(await pipeline.sweep(0)).toBe(1)
}

/** What people would see of a task, and what its attempts came to. */
export async function endOf({ sql }: World, task: ClaimedTask) {
  const [row] = await sql`
    select state, attempt, failures, error ->> 'code' as code, checkpoint from tasks where id = ${task.taskId}`
  const attempts = await sql`select outcome from attempts where task_id = ${task.taskId} order by number`
  return { ...row, outcomes: attempts.map(({ outcome }) => outcome as string | null) }
}

/** A logger, and the records that it has written so far. */
export function recordingLogger(): { logger: Logger; log: Record<string, unknown>[] } {
  const log: Record<string, unknown>[] = []
  const lines = new PassThrough()
  lines.on('data', (line: Buffer) => log.push(JSON.parse(line.toString()) as Record<string, unknown>))
  return { logger: createLogger('debug', {}, lines), log }
}

/** Lets promises that are settled already call back. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
