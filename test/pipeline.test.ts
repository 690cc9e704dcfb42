import { plannedTasks } from '@reelyard/core'
import type { ClaimedTask } from '@reelyard/pipeline'
import { describe, expect, test } from 'vitest'
import { claimOne, failure, pipeline, run, runAll, sql, submitted, success } from './support/pipeline-world.ts'

test('an attempt that lost its claim can write nothing beside the attempt that runs now', async () => {
  await submitted()
  const old = await claimOne('storyboard')
  await pipeline.start(old)
  await pipeline.checkpoint(old, { from: 1 })
  await sql`update tasks set lease_until = now() - interval '1 second' where id = ${old.taskId}`
  expect(await pipeline.sweep(0)).toBe(1)
  const now = await claimOne('storyboard', 'w2')
  expect(now).toMatchObject({ taskId: old.taskId, attempt: 2, checkpoint: { from: 1 } })
  await pipeline.start(now)
  await pipeline.checkpoint(now, { from: 2 })
  const rows = () => sql`select t.*, a.outcome, a.checkpoint as kept, a.ended_at from tasks t
                           join attempts a on a.task_id = t.id where t.id = ${old.taskId} order by a.number`
  const before = [...(await rows())]

  expect(await pipeline.start(old)).toBe(false)
  await expect(pipeline.checkpoint(old, { from: 'the dead' })).rejects.toMatchObject({ code: 'claim_lost' })
  expect(await pipeline.heartbeat('w1', [old], 900)).toEqual([])
  expect(await pipeline.succeed(old, success(old))).toBe('lost')
  expect(await pipeline.fail(old, failure)).toBe('lost')
  expect(await pipeline.giveBack(old, 'interrupt', 'drain')).toBe('lost')
  expect([...(await rows())]).toEqual(before)
  expect((await pipeline.getTask(old.taskId))?.attempts).toMatchObject([
    { outcome: 'lost', late: true },
    { late: false },
  ])
  await pipeline.cancel(now.video.id, 'test')
})

test('a step may have its own schedule of retries within the channel', async () => {
  const retry = {
    maxAttempts: 3,
    delaysSeconds: [50],
    steps: { assets: { maxAttempts: 1 }, narration: { delaysSeconds: [7] } },
  }
  await pipeline.putChannel({ id: 'own', name: 'Own', settings: { retry } })
  const id = await submitted({ channel: 'own' })
  await run(await claimOne('storyboard'))
  for (const step of ['assets', 'narration', 'sound_effects'] as const) {
    const task = await claimOne(step)
    await pipeline.start(task)
    await pipeline.fail(task, failure)
  }
  const waits = await sql`
    select step, state, extract(epoch from run_after - finished_at)::float8 as seconds
      from tasks where video_id = ${id} and failures = 1 order by step`
  expect(waits.map(({ step, state }) => ({ step: String(step), state: String(state) }))).toEqual([
    { step: 'assets', state: 'failed' },
    { step: 'narration', state: 'retry' },
    { step: 'sound_effects', state: 'retry' },
  ])
  expect(waits[1]?.seconds).toBeGreaterThanOrEqual(7)
  expect(waits[1]?.seconds).toBeLessThanOrEqual(9)
  expect(waits[2]?.seconds).toBeGreaterThanOrEqual(50)
  await pipeline.cancel(id, 'test')
})

describe('a video', () => {
  test('runs its whole plan, one task a step and scene, and is complete', async () => {
    const id = await submitted()
    expect((await pipeline.getVideo(id))?.status).toBe('pending')
    const ran = await runAll()
    expect(ran).toHaveLength(plannedTasks(2))
    expect(new Set(ran).size).toBe(ran.length)
    const video = await pipeline.getVideo(id)
    expect(video).toMatchObject({ status: 'completed', progress: 1, sceneCount: 2 })
    expect(video?.tasks.every((task) => task.state === 'completed')).toBe(true)
    const [row] = await sql`select status, ended_at from videos where id = ${id}`
    expect(row).toMatchObject({ status: 'completed' })
    expect(row?.ended_at).toBeInstanceOf(Date)
  })

  test('keeps a history in which every move follows the last', async () => {
    const id = await submitted()
    await runAll()
    const moves = await sql`
      select task_id, event, from_state, to_state from moves where task_id in (select id from tasks where video_id = ${id})
       order by task_id, moves.id`
    const byTask = Map.groupBy(moves, (move) => String(move.task_id))
    expect(byTask.size).toBe(plannedTasks(2))
    for (const path of byTask.values()) {
      expect(path.map((move) => move.event)).toEqual(['claim', 'start', 'succeed'])
      expect(path.map((move) => move.from_state)).toEqual(['pending', 'claimed', 'processing'])
    }
  })

  test('leaves no job behind when it is complete', async () => {
    await submitted()
    await runAll()
    expect(await sql`select name, state from pgboss.job where state < 'completed'`).toEqual([])
  })
})

describe('a join of two branches', () => {
  test('is planned exactly once when both settle at the same moment', async () => {
    const id = await submitted()
    await run(await claimOne('storyboard'))
    const assets = await pipeline.claim({ step: 'assets', limit: 2, worker: 'w1', leaseSeconds: 15 })
    for (const task of assets.tasks) await run(task)
    const held = await Promise.all(
      (['composites', 'narration', 'sound_effects'] as const).map((step) =>
        pipeline.claim({ step, limit: 2, worker: 'w1', leaseSeconds: 15 }),
      ),
    )
    await Promise.all(held.flatMap(({ tasks }) => tasks).map(run))
    const clips = await sql`select scene from tasks where video_id = ${id} and step = 'clips' order by scene`
    expect(clips.map((row) => row.scene)).toEqual([1, 2])
    await runAll()
    expect((await pipeline.getVideo(id))?.status).toBe('completed')
  })
})

describe('a failure', () => {
  test('is tried again after its delay while attempts are left, and keeps what went wrong', async () => {
    const id = await submitted()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    expect(await pipeline.fail(task, failure)).toBe('settled')
    const video = await pipeline.getVideo(id)
    expect(video?.tasks[0]).toMatchObject({ state: 'retry', failures: 1, error: { code: 'exit_75' } })
    expect(Date.parse(video!.tasks[0]!.retryAt!)).toBeGreaterThan(Date.now() + 50_000)
    expect((await pipeline.claim({ step: 'storyboard', limit: 1, worker: 'w1', leaseSeconds: 15 })).tasks).toEqual([])
  })

  test('that names a retry time overrides the schedule', async () => {
    await submitted()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await pipeline.fail(task, { ...failure, retryAfterSeconds: 0 })
    const again = await claimOne('storyboard', 'w2')
    expect(again).toMatchObject({ taskId: task.taskId, attempt: 2, failures: 1 })
    await run(again)
    await runAll()
  })

  test('that is permanent fails the task, leaves a dead letter, and shows in the video', async () => {
    const id = await submitted()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await pipeline.fail(task, { ...failure, outcome: 'permanent', code: 'exit_65' })
    expect(await pipeline.getVideo(id)).toMatchObject({ status: 'failed', tasks: [{ state: 'failed' }] })
    const dead = await sql`select data, output from pgboss.job where name = 'dead_letters'`
    expect(dead.filter((row) => row.data.taskId === task.taskId)).toHaveLength(1)
  })

  test('of the last attempt is final', async () => {
    await pipeline.putChannel({
      id: 'two-tries',
      name: 'x',
      settings: { retry: { maxAttempts: 2, delaysSeconds: [0] } },
    })
    const id = await submitted({ channel: 'two-tries' })
    for (const attempt of [1, 2]) {
      const task = await claimOne('storyboard')
      expect(task.attempt).toBe(attempt)
      await pipeline.start(task)
      await pipeline.fail(task, failure)
    }
    expect(await pipeline.getVideo(id)).toMatchObject({ status: 'failed', tasks: [{ state: 'failed', failures: 2 }] })
  })
})

describe('a claim', () => {
  test('that was released burns no attempt but has a new number', async () => {
    await submitted()
    const first = await claimOne('storyboard')
    expect(await pipeline.giveBack(first, 'release', 'no room')).toBe('settled')
    const second = await claimOne('storyboard', 'w2')
    expect(second).toMatchObject({ taskId: first.taskId, attempt: 2, failures: 0 })
    expect(await pipeline.start(first)).toBe(false)
    await run(second)
    await runAll()
  })

  test('that was interrupted goes back to pending without losing an attempt', async () => {
    const id = await submitted()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await pipeline.giveBack(task, 'interrupt', 'drain')
    expect(await pipeline.getVideo(id)).toMatchObject({ status: 'pending', tasks: [{ state: 'pending', failures: 0 }] })
    await runAll()
  })

  test('whose lease is over is expired, and a late result changes nothing but its own attempt', async () => {
    const id = await submitted()
    const late = await claimOne('storyboard')
    await pipeline.start(late)
    await sql`update tasks set lease_until = now() - interval '1 second' where id = ${late.taskId}`
    expect(await pipeline.sweep(0)).toBe(1)
    const next = await claimOne('storyboard', 'w2')
    expect(next).toMatchObject({ taskId: late.taskId, attempt: 2, failures: 1 })
    expect(await pipeline.succeed(late, success(late))).toBe('lost')
    expect(await pipeline.getVideo(id)).toMatchObject({
      sceneCount: 0,
      tasks: [{ state: 'claimed', attempt: 2, worker: 'w2' }],
    })
    const [evidence] =
      await sql`select outcome, late_result from attempts where task_id = ${late.taskId} and number = 1`
    expect(evidence).toMatchObject({ outcome: 'lost', late_result: { outcome: 'succeeded' } })
    await run(next)
    await runAll()
    expect((await pipeline.getVideo(id))?.status).toBe('completed')
  })

  test.each([
    [
      'whose lease is over',
      async ({ taskId }: ClaimedTask) => {
        await sql`update tasks set lease_until = now() - interval '1 second' where id = ${taskId}`
        expect(await pipeline.sweep(0)).toBe(1)
      },
    ],
    ['whose worker knows no log at its end', (task: ClaimedTask) => pipeline.fail(task, { ...failure, log: [] })],
  ])('%s keeps what its script had said until then', async (_which, end) => {
    await submitted()
    const task = await claimOne('storyboard')
    const { taskId, attempt } = task
    const log = ['the last words']
    await pipeline.start(task)
    await pipeline.saveLiveLogs([{ taskId, attempt, log, logLines: 7 }])
    await end(task)
    const [kept] = await pipeline.attemptLogs([{ taskId, attempt, seen: 0 }])
    expect(kept).toEqual({ taskId, attempt, ended: true, logLines: 7, log })
    await runAll()
  })

  test('is kept by its heartbeat, and the heartbeat tells what is gone', async () => {
    await submitted()
    const task = await claimOne('storyboard')
    expect(await pipeline.heartbeat('w1', [task], 15)).toEqual([task.taskId])
    expect(await pipeline.heartbeat('w1', [{ ...task, attempt: 7 }], 15)).toEqual([])
    await pipeline.giveBack(task, 'release', 'test')
    expect(await pipeline.heartbeat('w1', [task], 15)).toEqual([])
    await runAll()
  })

  test('stores a checkpoint for the next attempt, unless it is lost', async () => {
    await submitted()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await pipeline.checkpoint(task, { providerJob: 7 })
    await pipeline.fail(task, { ...failure, retryAfterSeconds: 0 })
    await expect(pipeline.checkpoint(task, {})).rejects.toThrow(/no longer/)
    const next = await claimOne('storyboard')
    expect(next.checkpoint).toEqual({ providerJob: 7 })
    await run(next)
    await runAll()
  })
})

describe('a start', () => {
  test('can be said again when its answer was lost', async () => {
    await submitted()
    const task = await claimOne('storyboard')
    expect(await pipeline.start(task)).toBe(true)
    expect(await pipeline.start(task)).toBe(true)
    await pipeline.giveBack(task, 'interrupt', 'test')
    expect(await pipeline.start(task)).toBe(false)
    await runAll()
  })
})
