import { ClaimLostError } from '@reelyard/pipeline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Execute } from '../src/execution.ts'
import { bad, good, run } from './task-run.ts'
import { away, endOf, openWorld, takeAway, type World } from './world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})

afterEach(() => world?.close())

/** A script that stores a checkpoint, then fails for a passing reason. */
function checkpointing(value: unknown): Execute {
  return async (_task, { onCheckpoint }) => {
    await onCheckpoint(value)
    return { ...bad, retryAfterSeconds: 0 }
  }
}

describe('a checkpoint', () => {
  it('is stored, and handed to the next attempt', async () => {
    const task = await world.claimedStoryboard()
    await run({ pipeline: world.pipeline, task, execute: checkpointing({ job: 'provider-1' }) })
    expect(task.checkpoint).toBeNull()
    expect(await world.claimOne('storyboard')).toMatchObject({ taskId: task.taskId, checkpoint: { job: 'provider-1' } })
  })

  it.each([
    ['is away for a short time', { calls: 2 }],
    ['stores it and loses the answer', { calls: 1, done: true }],
  ])('is stored in the end where Postgres %s; the attempt goes on', async (_what, fault) => {
    const task = await world.claimedStoryboard()
    const { executions } = await run({
      pipeline: away(world.pipeline, 'checkpoint', fault),
      task,
      execute: async (_task, { onCheckpoint }) => {
        await onCheckpoint({ job: 'provider-2' })
        return good
      },
    })
    expect(executions).toBe(1)
    const end = { state: 'completed', failures: 0, checkpoint: { job: 'provider-2' }, outcomes: ['succeeded'] }
    expect(await endOf(world, task)).toMatchObject(end)
  })

  it.each([
    ['U+0000', { text: 'a\u0000b', 'k\u0000': ['\u0000'] }, { text: 'a\uFFFDb', 'k\uFFFD': ['\uFFFD'] }],
    ['half a surrogate pair', '\uD800', '\uFFFD'],
  ])('that holds %s is stored without it, and the script goes on', async (_what, value, stored) => {
    const task = await world.claimedStoryboard()
    await run({ pipeline: world.pipeline, task, execute: checkpointing(value) })
    const end = { state: 'retry', failures: 1, code: 'exit_75', checkpoint: stored }
    expect(await endOf(world, task)).toMatchObject(end)
    expect((await world.claimOne('storyboard')).checkpoint).toEqual(stored)
  })

  it('is refused when the claim is lost: the script must not go on', async () => {
    const task = await world.claimedStoryboard()
    let refusal: unknown
    await run({
      pipeline: world.pipeline,
      task,
      execute: async (_task, { onCheckpoint }) => {
        await takeAway(world, task)
        refusal = await onCheckpoint({ job: 'provider-3' }).catch((error: unknown) => error)
        return good
      },
    })
    expect(refusal).toBeInstanceOf(ClaimLostError)
    expect(await endOf(world, task)).toMatchObject({ state: 'retry', checkpoint: null, outcomes: ['lost'] })
  })
})
