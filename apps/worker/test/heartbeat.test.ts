import type { Pipeline } from '@reelyard/pipeline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHeartbeat } from '../src/heartbeat.ts'
import type { RunningTask } from '../src/running.ts'
import { good, interrupted, run } from './task-run.ts'
import { away, endOf, openWorld, recordingLogger, soon, takeAway, type World } from './world.ts'

let world: World
let ends: (() => Promise<void>)[]

beforeEach(async () => {
  world = await openWorld()
  ends = [world.close]
})

afterEach(async () => {
  for (const end of ends.toReversed()) await end()
})

/** A heartbeat each 50 ms that is not started yet, and the tasks that it keeps. */
function setup(pipeline: Pick<Pipeline, 'heartbeat'> = world.pipeline) {
  const running = new Set<RunningTask>()
  const { logger, log } = recordingLogger()
  const heartbeat = createHeartbeat({ pipeline, worker: 'worker-1', leaseSeconds: 0.2, running, logger })
  ends.push(heartbeat.stop)
  const add = (task: RunningTask['task']) => {
    const controller = new AbortController()
    const lose = () => controller.abort('claim lost')
    running.add({ task, done: Promise.resolve(), interrupt: lose, lose })
    return controller.signal
  }
  return { heartbeat, add, running, log }
}

async function leaseOf(taskId: string): Promise<Date> {
  const [row] = await world.sql`select lease_until from tasks where id = ${taskId}`
  return row?.lease_until as Date
}

/** The script's stand-in: runs until it is told to end. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
}

describe('the heartbeat', () => {
  it('keeps the lease of a running task, again and again', async () => {
    const task = await world.claimedStoryboard()
    const { heartbeat, add } = setup()
    const signal = add(task)
    await heartbeat.start()
    await expect.poll(async () => (await leaseOf(task.taskId)) < new Date(Date.now() + 5_000), soon).toBe(true)
    const kept = await leaseOf(task.taskId)
    await expect.poll(async () => (await leaseOf(task.taskId)) > kept, soon).toBe(true)
    expect(signal.aborted).toBe(false)
  })

  it.each([
    ['finishes all the same', good],
    ['is ended by it', interrupted],
  ])('ends a script whose claim is lost; one that %s leaves evidence and changes nothing', async (_how, result) => {
    const task = await world.claimedStoryboard()
    const { heartbeat, add } = setup()
    const signal = add(task)
    const ended = run({
      pipeline: world.pipeline,
      task,
      signal,
      execute: async (_task, context) => {
        await takeAway(world, task)
        expect(await world.claimOne('storyboard')).toMatchObject({ taskId: task.taskId, attempt: 2 })
        await heartbeat.start()
        await untilAborted(context.signal)
        return result
      },
    })
    await ended
    const end = { state: 'claimed', attempt: 2, failures: 1, outcomes: ['lost', null] }
    expect(await endOf(world, task)).toMatchObject(end)
    const late = await world.sql`
      select number, late_result is not null as late, result from attempts where task_id = ${task.taskId} order by number`
    expect([...late]).toEqual([
      { number: 1, late: true, result: null },
      { number: 2, late: false, result: null },
    ])
    expect(await world.sql`select 1 from tasks where video_id = ${task.video.id}`).toHaveLength(1)
  })

  it('ends only what was lost', async () => {
    const [lost, held] = [await world.claimedStoryboard(), await world.claimedStoryboard()]
    const { heartbeat, add } = setup()
    const signals = [add(lost), add(held)]
    await takeAway(world, lost)
    await heartbeat.start()
    await expect.poll(() => signals[0]?.aborted, soon).toBe(true)
    expect(signals[1]?.aborted).toBe(false)
  })

  it('loses nothing to a Postgres that is away for less than a lease', async () => {
    const task = await world.claimedStoryboard()
    const before = await leaseOf(task.taskId)
    const { heartbeat, add, log } = setup(away(world.pipeline, 'heartbeat', { calls: 2 }))
    const signal = add(task)
    await heartbeat.start()
    await expect.poll(() => leaseOf(task.taskId), soon).not.toEqual(before)
    expect(signal.aborted).toBe(false)
    const fault = expect.objectContaining({ code: 'CONNECTION_CLOSED' })
    expect(log.slice(0, 2)).toEqual([1, 2].map(() => expect.objectContaining({ level: 'warn', error: fault })))
  })

  it('goes on where an answer never comes', async () => {
    const task = await world.claimedStoryboard()
    const before = await leaseOf(task.taskId)
    let calls = 0
    const hanging: Pipeline['heartbeat'] = (...asked) =>
      calls++ === 0 ? new Promise(() => {}) : world.pipeline.heartbeat(...asked)
    const { heartbeat, add } = setup({ heartbeat: hanging })
    add(task)
    await heartbeat.start()
    await expect.poll(() => leaseOf(task.taskId), soon).not.toEqual(before)
  })

  it('asks nothing while nothing runs', async () => {
    const asked: number[] = []
    const counting: Pipeline['heartbeat'] = (worker, tasks, leaseSeconds) => {
      asked.push(tasks.length)
      return world.pipeline.heartbeat(worker, tasks, leaseSeconds)
    }
    const { heartbeat, add, running } = setup({ heartbeat: counting })
    await heartbeat.start()
    const task = await world.claimedStoryboard()
    add(task)
    await expect.poll(() => asked.length, soon).toBeGreaterThan(0)
    running.clear()
    await heartbeat.stop()
    expect(new Set(asked)).toEqual(new Set([1]))
  })
})
