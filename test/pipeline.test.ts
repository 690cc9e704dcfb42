import { randomUUID } from 'node:crypto'
import { BUILT_IN_VOICES, plannedTasks, STEP_NAMES, STEPS, type StepName } from '@reelyard/core'
import { BadCursorError, openPipeline, type ClaimedTask, type Pipeline, type VideoPage } from '@reelyard/pipeline'
import { connect, type Transaction } from '@reelyard/db'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type FreshDatabase } from './support/database.ts'

let database: FreshDatabase
let pipeline: Pipeline
let sql: postgres.Sql

beforeAll(async () => {
  database = await freshDatabase()
  sql = postgres(database.url, { max: 2 })
  pipeline = await openPipeline({
    databaseUrl: database.url,
    applicationName: 'test',
    housekeeping: false,
    onError: (error) => {
      throw error
    },
  })
})

afterAll(async () => {
  await pipeline.close()
  await sql.end()
  await database.drop()
})

const order = { title: 'Two scenes', scenes: [{ narration: 'One.' }, { narration: 'Two.' }] }
const scenes = order.scenes.map((scene) => ({ ...scene, visual: 'a', sound: 'b', motion: 'still' }))

async function submitted(extra: object = {}): Promise<string> {
  const { videoId, faults } = await pipeline.submit({ ...order, title: randomUUID(), ...extra }, BUILT_IN_VOICES)
  expect(faults).toBeUndefined()
  return videoId!
}

async function claimOne(step: StepName, worker = 'w1'): Promise<ClaimedTask> {
  const { tasks } = await pipeline.claim({ step, limit: 1, worker, leaseSeconds: 15 })
  expect(tasks).toHaveLength(1)
  return tasks[0]!
}

const nothing = { artifacts: [], result: null, log: [], cost: null }

function success(task: ClaimedTask) {
  return {
    ...nothing,
    outcome: 'succeeded' as const,
    result: task.step === 'storyboard' ? { scenes } : null,
    artifacts: [{ role: 'any', sha256: 'a'.repeat(64), bytes: 10, mediaType: 'text/plain' }],
  }
}

const failure = {
  ...nothing,
  outcome: 'temporary' as const,
  code: 'exit_75',
  message: 'provider is busy',
  exitCode: 75,
  signal: null,
  retryAfterSeconds: null,
}

async function run(task: ClaimedTask): Promise<void> {
  expect(await pipeline.start(task)).toBe(true)
  expect(await pipeline.succeed(task, success(task))).toBe('settled')
}

/** Claims and settles until nothing is left; returns the steps in order. */
async function runAll(): Promise<string[]> {
  const ran: string[] = []
  for (let busy = true; busy; ) {
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
    await pipeline.putChannel({ id: 'two-tries', name: 'x', settings: { retry: { maxAttempts: 2, delaysSeconds: [0] } } })
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
    expect(await pipeline.sweep()).toBe(1)
    const next = await claimOne('storyboard', 'w2')
    expect(next).toMatchObject({ taskId: late.taskId, attempt: 2, failures: 1 })
    expect(await pipeline.succeed(late, success(late))).toBe('lost')
    expect(await pipeline.getVideo(id)).toMatchObject({ sceneCount: 0, tasks: [{ state: 'claimed', attempt: 2, worker: 'w2' }] })
    const [evidence] = await sql`select outcome, late_result from attempts where task_id = ${late.taskId} and number = 1`
    expect(evidence).toMatchObject({ outcome: 'lost', late_result: { outcome: 'succeeded' } })
    await run(next)
    await runAll()
    expect((await pipeline.getVideo(id))?.status).toBe('completed')
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

describe('a job that stands for nothing', () => {
  test('is dropped if its task is unknown, kept as a dead letter if its payload is no id, and disturbs no other', async () => {
    await sql`insert into pgboss.job (name, data, priority) values ('storyboard', ${sql.json({ taskId: randomUUID() })}, 99)`
    await sql`insert into pgboss.job (name, data, priority) values ('storyboard', ${sql.json({ x: `'; drop table tasks` })}, 99)`
    await submitted()
    const { tasks } = await pipeline.claim({ step: 'storyboard', limit: 3, worker: 'w1', leaseSeconds: 15 })
    expect(tasks).toHaveLength(1)
    await run(tasks[0]!)
    await runAll()
    const states = await sql`select state from pgboss.job where priority = 99 and name = 'storyboard' order by state::text`
    expect(states.map((row) => row.state)).toEqual(['completed', 'failed'])
  })
})

describe('a page of videos', () => {
  test('leads through all of them once, newest first, also while more are added', async () => {
    const mine = new Set([await submitted(), await submitted(), await submitted()])
    const seen: string[] = []
    for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
      const page: VideoPage = await pipeline.pageOfVideos(2, cursor)
      seen.push(...page.videos.map((video) => video.id))
      cursor = page.nextCursor
      if (seen.length === 2) await submitted()
    }
    expect(new Set(seen).size).toBe(seen.length)
    for (const id of mine) expect(seen).toContain(id)
    await runAll()
  })

  test.each([
    ['no base64', '***'],
    ['no JSON', 'YWJj'],
    ['a date that there is not', encode(['2026-02-30 00:00:00+00', randomUUID()])],
    ['a month that there is not', encode(['2026-99-01 00:00:00+00', randomUUID()])],
    ['no id', encode(['2026-02-03 00:00:00+00', "'; drop table videos"])],
  ])('refuses a cursor that no page gave out: %s', async (_name, cursor) => {
    await expect(pipeline.pageOfVideos(2, cursor)).rejects.toThrow(BadCursorError)
  })
})

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

describe('a second job for a task', () => {
  test('is dropped when it is fetched with the right one, and the task runs once', async () => {
    const id = await submitted()
    const [task] = await sql`select id from tasks where video_id = ${id}`
    await sql`insert into pgboss.job (name, data) values ('storyboard', ${sql.json({ taskId: String(task?.id) })})`
    const { tasks } = await pipeline.claim({ step: 'storyboard', limit: 5, worker: 'w1', leaseSeconds: 15 })
    expect(tasks).toHaveLength(1)
    await run(tasks[0]!)
    await runAll()
    expect(await sql`select 1 from pgboss.job where state = 'active'`).toEqual([])
  })
})

describe('equal inputs', () => {
  test('are made once: a second video of the channel takes the results over, but is published itself', async () => {
    const title = randomUUID()
    await submitted({ title })
    await runAll()
    const second = await submitted({ title })
    for (let guard = 0; guard < 50; guard++) {
      for (const step of STEP_NAMES) {
        const { tasks } = await pipeline.claim({ step, limit: 10, worker: 'w2', leaseSeconds: 15 })
        for (const task of tasks) {
          expect(task.reusable !== null).toBe(!STEPS[step].oncePerVideo)
          await pipeline.start(task)
          const settled = await pipeline.reuse(task, async () => true)
          if (settled === 'gone') await pipeline.succeed(task, success(task))
        }
      }
    }
    const video = await pipeline.getVideo(second)
    expect(video?.status).toBe('completed')
    expect(video?.tasks.filter((task) => !task.reused).map((task) => task.step)).toEqual(['publish'])
    expect(await pipeline.artifactsOf(second)).toHaveLength(plannedTasks(2))
  })

  test('are made again if a file of the earlier result is gone from the store', async () => {
    const title = randomUUID()
    await submitted({ title })
    await runAll()
    await submitted({ title })
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    expect(await pipeline.reuse(task, async () => false)).toBe('gone')
    expect(await pipeline.succeed(task, success(task))).toBe('settled')
    await runAll()
  })
})

describe('priority', () => {
  test('high goes before normal before low, and first come first served within', async () => {
    const ids: string[] = []
    for (const priority of ['low', 'normal', 'high', 'low', 'high', 'normal']) ids.push(await submitted({ priority }))
    const claimed: string[] = []
    for (let index = 0; index < ids.length; index++) claimed.push((await claimOne('storyboard')).video.id)
    expect(claimed).toEqual([2, 4, 1, 5, 0, 3].map((index) => ids[index]))
  })
})

describe('a storyboard that is no storyboard', () => {
  test.each([
    ['none', null],
    ['an empty one', { scenes: [] }],
    ['one with 201 scenes', { scenes: Array.from({ length: 201 }, () => scenes[0]) }],
    ['one with a move that is not decided', { scenes: [{ ...scenes[0], motion: 'auto' }] }],
    ['one with a control character', { scenes: [{ ...scenes[0], narration: 'a\u0000b' }] }],
  ])('is refused, and nothing of it is stored: %s', async (_name, result) => {
    const id = await submitted()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await expect(pipeline.succeed(task, { ...success(task), result })).rejects.toThrow('gave no valid scenes')
    expect(await pipeline.getVideo(id)).toMatchObject({ sceneCount: 0, tasks: [{ state: 'processing' }] })
    await pipeline.giveBack(task, 'interrupt', 'test')
    await runAll()
  })
})

describe('a channel whose stored settings are not valid', () => {
  test('fails its own tasks only, and takes no new orders', async () => {
    await pipeline.putChannel({ id: 'broken', name: 'x', settings: {} })
    const bad = await submitted({ channel: 'broken', priority: 'high' })
    const good = await submitted()
    await sql`update channels set settings = '{"retry": "never"}' where id = 'broken'`
    const { tasks } = await pipeline.claim({ step: 'storyboard', limit: 2, worker: 'w1', leaseSeconds: 15 })
    expect(tasks.map((task) => [task.video.id, task.channel.fault === null])).toEqual([
      [bad, false],
      [good, true],
    ])
    for (const task of tasks) await pipeline.giveBack(task, 'release', 'test')
    const refused = await pipeline.submit({ ...order, channel: 'broken' }, BUILT_IN_VOICES)
    expect(refused.faults).toMatchObject([{ pointer: '/channel', code: 'unknown_channel' }])
    await pipeline.putChannel({ id: 'broken', name: 'x', settings: {} })
    await runAll()
  })

  test('that a newer version wrote are read as far as they are known', async () => {
    await sql`update channels set settings = '{"voice": "rms", "newer": true}' where id = 'broken'`
    await submitted({ channel: 'broken' })
    const task = await claimOne('storyboard')
    expect(task.channel).toMatchObject({ fault: null, settings: { voice: 'rms' } })
    await pipeline.giveBack(task, 'release', 'test')
    await runAll()
  })
})

describe('words that Postgres cannot hold', () => {
  test('in a failure, a checkpoint and a log are stored with a mark in their place', async () => {
    const id = await submitted()
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await pipeline.checkpoint(task, { 'a\u0000': 'b\u0000', c: '\ud800' })
    await pipeline.fail(task, { ...failure, outcome: 'permanent', message: 'x\u0000\udfff', log: ['\u0000'] })
    expect((await pipeline.getVideo(id))?.tasks[0]).toMatchObject({ state: 'failed', error: { message: 'x\uFFFD\uFFFD' } })
    const [row] = await sql`select checkpoint from tasks where id = ${task.taskId}`
    expect(row?.checkpoint).toEqual({ 'a\uFFFD': 'b\uFFFD', c: '\uFFFD' })
  })
})

describe('a transaction', () => {
  test('takes no statement once it is over', async () => {
    const db = await connect(database.url, 'test')
    let kept: Transaction | undefined
    await db.transaction(async (tx) => void (kept = tx))
    await expect(kept!.executeSql('select 1')).rejects.toThrow('The transaction is over.')
    await db.close()
  })

  test('of several statements in one text leaves its connection as it found it, also when it fails', async () => {
    const db = await connect(database.url, 'test')
    await expect(db.executeSql('BEGIN; select 1 / 0; COMMIT')).rejects.toThrow('division by zero')
    for (let index = 0; index < 20; index++) await db.executeSql('select 1')
    await db.close()
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
