import { InvalidResultError, type Pipeline } from '@reelyard/pipeline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSlots } from '../src/slots.ts'
import { bad, good, interrupted, run } from './task-run.ts'
import { away, endOf, openWorld, soon, takeAway, type World } from './world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})

afterEach(() => world?.close())

/** The steps of a video's tasks, in the order of their making. */
async function stepsOf(videoId: string): Promise<string[]> {
  const rows = await world.sql`select step from tasks where video_id = ${videoId} order by step`
  return rows.map(({ step }) => String(step))
}

const planned = ['storyboard', 'assets', 'narration', 'sound_effects']

describe('the run of a task', () => {
  it('ends a good script as completed, and makes ready what comes next', async () => {
    const task = await world.claimedStoryboard()
    const { executions } = await run({ pipeline: world.pipeline, task })
    expect(executions).toBe(1)
    expect(await endOf(world, task)).toMatchObject({ state: 'completed', attempt: 1, outcomes: ['succeeded'] })
    expect(await stepsOf(task.video.id)).toEqual(planned)
  })

  it.each(['start', 'succeed'] as const)(
    'waits for a Postgres that is away at its %s, and burns no attempt',
    async (useCase) => {
      const task = await world.claimedStoryboard()
      const { executions, log } = await run({ pipeline: away(world.pipeline, useCase), task })
      expect(executions).toBe(1)
      expect(log.filter(({ level }) => level === 'warn')).toHaveLength(2)
      const end = { state: 'completed', attempt: 1, failures: 0, outcomes: ['succeeded'] }
      expect(await endOf(world, task)).toMatchObject(end)
      expect(await stepsOf(task.video.id)).toEqual(planned)
    },
  )

  it.each(['start', 'succeed'] as const)('does nothing twice where the answer to its %s is lost', async (useCase) => {
    const task = await world.claimedStoryboard()
    const { executions } = await run({ pipeline: away(world.pipeline, useCase, { calls: 1, done: true }), task })
    expect(executions).toBe(1)
    const end = { state: 'completed', attempt: 1, failures: 0, outcomes: ['succeeded'] }
    expect(await endOf(world, task)).toMatchObject(end)
    expect(await stepsOf(task.video.id)).toEqual(planned)
  })

  it.each([
    ['away', { calls: 2 }],
    ['answering to nobody', { calls: 1, done: true }],
  ])('counts one failure where Postgres is %s when a script has failed', async (_how, fault) => {
    const task = await world.claimedStoryboard()
    await run({ pipeline: away(world.pipeline, 'fail', fault), task, execute: async () => bad })
    const end = { state: 'retry', attempt: 1, failures: 1, code: 'exit_75', outcomes: ['temporary'] }
    expect(await endOf(world, task)).toMatchObject(end)
  })

  it('fails for good, at once and with a clear code, where the plan cannot go on with the result', async () => {
    const task = await world.claimedStoryboard()
    expect(task.maxAttempts).toBeGreaterThan(1)
    const { executions, log } = await run({
      pipeline: world.pipeline,
      task,
      execute: async () => ({ ...good, result: { scenes: [] } }),
    })
    expect(executions).toBe(1)
    expect(await endOf(world, task)).toMatchObject({
      state: 'failed',
      failures: 1,
      code: new InvalidResultError('').code,
      outcomes: ['permanent'],
    })
    // Not taken for a fault that passes: nothing was waited for.
    expect(log.filter((record) => 'waitMs' in record)).toEqual([])
    const dead =
      await world.sql`select 1 from pgboss.job where name = 'dead_letters' and data ->> 'taskId' = ${task.taskId}`
    expect(dead).toHaveLength(1)
  })

  it('fails the attempt where Postgres refuses the result', async () => {
    const task = await world.claimedStoryboard()
    const artifact = { role: 'film', sha256: 'no digest', bytes: 1, mediaType: 'video/mp4' }
    await run({ pipeline: world.pipeline, task, execute: async () => ({ ...good, artifacts: [artifact] }) })
    expect(await endOf(world, task)).toMatchObject({ state: 'retry', failures: 1, code: 'result_refused' })
    expect(await stepsOf(task.video.id)).toEqual(['storyboard'])
  })

  it('fails the attempt where the worker itself cannot run the script', async () => {
    const task = await world.claimedStoryboard()
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    await run({ pipeline: world.pipeline, task, execute: () => Promise.reject(full) })
    expect(await endOf(world, task)).toMatchObject({ state: 'retry', failures: 1, code: 'worker_fault' })
  })

  it('never runs the script of a claim that was lost before the start', async () => {
    const task = await world.claimedStoryboard()
    await takeAway(world, task)
    const { executions } = await run({ pipeline: world.pipeline, task })
    expect(executions).toBe(0)
    expect(await endOf(world, task)).toMatchObject({ state: 'retry', outcomes: ['lost'] })
  })

  it.each(['none', 'away'])(
    'gives an interrupted task back and burns no attempt; faults of Postgres: %s',
    async (fault) => {
      const task = await world.claimedStoryboard()
      const pipeline = fault === 'away' ? away(world.pipeline, 'giveBack') : world.pipeline
      await run({ pipeline, task, execute: async () => interrupted })
      expect(await endOf(world, task)).toMatchObject({ state: 'pending', failures: 0, outcomes: ['interrupted'] })
      expect((await world.claimOne('storyboard')).taskId).toBe(task.taskId)
    },
  )

  it('gives a task back for which there is no room for long', async () => {
    const task = { ...(await world.claimedStoryboard()), inputBytes: 6 }
    const slots = createSlots({ tasks: 5, bytes: 10 })
    expect(await slots.room({ ...task, inputBytes: 5 }, new AbortController().signal)).toBe(true)
    const { executions } = await run({ pipeline: world.pipeline, task, slots })
    expect(executions).toBe(0)
    expect(await endOf(world, task)).toMatchObject({ state: 'pending', failures: 0, outcomes: ['released'] })
    expect((await world.claimOne('storyboard')).taskId).toBe(task.taskId)
  })

  it('gives a task back at once that still waits for room when the worker is told to stop', async () => {
    const task = { ...(await world.claimedStoryboard()), inputBytes: 60 }
    const slots = createSlots({ tasks: 5, bytes: 10 })
    expect(await slots.room({ ...task, inputBytes: 5 }, new AbortController().signal)).toBe(true)
    const stopping = new AbortController()
    // Larger than the whole limit: without the stop it would wait for as long as the other runs.
    const ended = run({ pipeline: world.pipeline, task, slots, start: stopping.signal })
    await expect.poll(slots.free, soon).toBe(0)
    stopping.abort()
    expect((await ended).executions).toBe(0)
    expect(await endOf(world, task)).toMatchObject({ state: 'pending', failures: 0, outcomes: ['released'] })
  })

  it('runs no script any more where the worker was told to stop while it waited for Postgres', async () => {
    const task = await world.claimedStoryboard()
    const stopping = new AbortController()
    const start: Pipeline['start'] = async (claimed) => {
      stopping.abort()
      return world.pipeline.start(claimed)
    }
    const { executions } = await run({ pipeline: { ...world.pipeline, start }, task, start: stopping.signal })
    expect(executions).toBe(0)
    expect(await endOf(world, task)).toMatchObject({ state: 'pending', failures: 0, outcomes: ['interrupted'] })
  })

  it('stores no longer how it ended when the process must end while Postgres is away', async () => {
    const task = await world.claimedStoryboard()
    const ending = new AbortController()
    const pipeline = away(world.pipeline, 'succeed', { calls: 1_000 })
    const succeed: Pipeline['succeed'] = (...asked) => {
      ending.abort()
      return pipeline.succeed(...asked)
    }
    await expect(run({ pipeline: { ...pipeline, succeed }, task, store: ending.signal })).rejects.toThrow('CLOSED')
    expect(await endOf(world, task)).toMatchObject({ state: 'processing', failures: 0, outcomes: [null] })
  })
})
