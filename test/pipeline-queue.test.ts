import { randomUUID } from 'node:crypto'
import { plannedTasks, STEP_NAMES, STEPS } from '@reelyard/core'
import { BadCursorError, type VideoPage } from '@reelyard/pipeline'
import { describe, expect, test } from 'vitest'
import { claimOne, pipeline, run, runAll, sql, submitted, success } from './support/pipeline-world.ts'

describe('a job that stands for nothing', () => {
  test('is kept as a dead letter with its reason, and disturbs no other', async () => {
    const unknown = { taskId: randomUUID() }
    const nonsense = { x: `'; drop table tasks` }
    await sql`insert into pgboss.job (name, data, priority) values ('storyboard', ${sql.json(unknown)}, 99)`
    await sql`insert into pgboss.job (name, data, priority) values ('storyboard', ${sql.json(nonsense)}, 99)`
    await submitted()
    const { tasks } = await pipeline.claim({ step: 'storyboard', limit: 3, worker: 'w1', leaseSeconds: 15 })
    expect(tasks).toHaveLength(1)
    await run(tasks[0]!)
    await runAll()
    const { letters } = await pipeline.pageOfDeadLetters({ step: 'storyboard' }, 10, null)
    expect(letters.map(({ code, payload, taskId }) => ({ code, payload, taskId }))).toEqual(
      expect.arrayContaining([
        { code: 'unknown_task', payload: unknown, taskId: null },
        { code: 'invalid_payload', payload: nonsense, taskId: null },
      ]),
    )
    const messages = await sql`select id from pgboss.job where name = 'dead_letters' order by id`
    expect(messages.map(({ id }) => id)).toEqual(letters.map(({ id }) => id).sort())
  })

  test('ends quietly if its task has gone on without it', async () => {
    const id = await submitted()
    await sql`insert into pgboss.job (name, data, priority)
              select 'storyboard', jsonb_build_object('taskId', id), 99 from tasks where video_id = ${id}`
    await runAll()
    expect(
      await sql`select state from pgboss.job where priority = 99 and data ->> 'taskId' in
                      (select id::text from tasks where video_id = ${id})`,
    ).toEqual([{ state: 'cancelled' }])
    expect((await pipeline.getVideo(id))?.status).toBe('completed')
  })
})

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

describe('priority', () => {
  test('high goes before normal before low, and first come first served within', async () => {
    const ids: string[] = []
    for (const priority of ['low', 'normal', 'high', 'low', 'high', 'normal']) ids.push(await submitted({ priority }))
    const claimed: string[] = []
    for (let index = 0; index < ids.length; index++) claimed.push((await claimOne('storyboard')).video.id)
    expect(claimed).toEqual([2, 4, 1, 5, 0, 3].map((index) => ids[index]))
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
