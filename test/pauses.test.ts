/** Pauses: what is paused is claimed by nobody, stands in nobody's way, and goes on as if nothing had been. */
import { randomUUID } from 'node:crypto'
import { BUILT_IN_VOICES, STEP_NAMES } from '@reelyard/core'
import { afterEach, describe, expect, test } from 'vitest'
import { brokenInvariants } from './support/invariants.ts'
import { claimOne, failure, pipeline, run, runAll, sql, submitted } from './support/pipeline-world.ts'

const NOTHING = { step: null, channel: null, reason: null }

afterEach(async () => {
  for (const { id } of await pipeline.pauses(null)) await pipeline.resume(id)
  await runAll()
  const broken = await brokenInvariants(sql)
  if (broken.length > 0) throw new Error(broken.join('\n'))
})

async function paused(what: object): Promise<string> {
  const pause = await pipeline.pause({ ...NOTHING, ...what }, 'test')
  if (pause === 'unknown_channel') throw new Error('There is no such channel.')
  return pause.id
}

async function channel(): Promise<string> {
  const id = `c-${randomUUID()}`.slice(0, 40)
  await pipeline.putChannel({ id, name: id })
  return id
}

function claim(step: (typeof STEP_NAMES)[number], limit = 10) {
  return pipeline.claim({ step, limit, worker: 'w1', leaseSeconds: 15 })
}

async function jobsOf(videoId: string): Promise<number> {
  const [row] = await sql`
    select count(*)::int as jobs from pgboss.job where state = 'created' and data ->> 'taskId' in (
      select id::text from tasks where video_id = ${videoId})`
  return Number(row?.jobs)
}

describe('a pause', () => {
  test('of everything lets nothing be claimed, and its end lets all of it', async () => {
    const video = await submitted()
    const id = await paused({})
    expect((await claim('storyboard')).tasks).toEqual([])
    expect(await pipeline.waiting(STEP_NAMES, 5)).toEqual([])
    expect(await jobsOf(video), 'nothing is taken out of the queue').toBe(1)
    expect(await pipeline.resume(id)).toMatchObject({ id })
    expect((await pipeline.waiting(STEP_NAMES, 5)).map(({ step }) => step)).toEqual(['storyboard'])
    await run(await claimOne('storyboard'))
  })

  test('of a step lets the others go on', async () => {
    const video = await submitted()
    await paused({ step: 'assets' })
    const ran = await runAll()
    expect(ran.filter((name) => name.startsWith('assets'))).toEqual([])
    expect(ran.filter((name) => name.startsWith('narration'))).toHaveLength(2)
    expect((await pipeline.getVideo(video))?.status).toBe('processing')
  })

  test('of a channel lets the other channels go on, and loses none of its tasks', async () => {
    const theirs = await channel()
    const held = await submitted({ channel: theirs, priority: 'high' })
    const free = await submitted()
    const id = await paused({ channel: theirs })
    await runAll()
    expect((await pipeline.getVideo(free))?.status).toBe('completed')
    expect((await pipeline.getVideo(held))?.status).toBe('pending')
    expect(await jobsOf(held), 'its job stands in nobody’s way').toBe(0)
    expect(await brokenInvariants(sql)).toEqual([])
    expect(await pipeline.waiting(STEP_NAMES, 5), 'workers do not come back for it').toEqual([])
    await pipeline.resume(id)
    await runAll()
    expect((await pipeline.getVideo(held))?.status).toBe('completed')
  })

  test('of a step of a channel holds back that alone', async () => {
    const theirs = await channel()
    const held = await submitted({ channel: theirs })
    await paused({ channel: theirs, step: 'narration' })
    const other = await submitted()
    const ran = await runAll()
    expect(ran.filter((name) => name.startsWith('narration'))).toHaveLength(2)
    expect((await pipeline.getVideo(other))?.status).toBe('completed')
    const waiting = (await pipeline.getVideo(held))?.tasks.filter(({ state }) => state === 'pending')
    expect(waiting?.map(({ step }) => step)).toEqual(['narration', 'narration'])
  })

  test('lets what runs already go on, and takes orders all the while', async () => {
    const theirs = await channel()
    await submitted({ channel: theirs })
    const task = await claimOne('storyboard')
    const id = await paused({ channel: theirs })
    await run(task)
    const later = await submitted({ channel: theirs })
    expect(await runAll()).toEqual([])
    await pipeline.resume(id)
    await runAll()
    expect((await pipeline.getVideo(later))?.status).toBe('completed')
  })

  test('that is made twice is one, and one that has ended ends no second time', async () => {
    const id = await paused({ step: 'clips', reason: 'first' })
    expect(await paused({ step: 'clips', reason: 'second' })).toBe(id)
    expect(await pipeline.pauses(null)).toMatchObject([{ id, step: 'clips', reason: 'first', pausedBy: 'test' }])
    expect(await pipeline.resume(id)).not.toBeNull()
    expect(await pipeline.resume(id)).toBeNull()
    expect(await pipeline.pause({ ...NOTHING, channel: 'nobody' }, 'test')).toBe('unknown_channel')
  })

  test('that overlaps another one leaves the other to hold', async () => {
    const theirs = await channel()
    const held = await submitted({ channel: theirs })
    const whole = await paused({ channel: theirs })
    const part = await paused({ channel: theirs, step: 'storyboard' })
    await runAll()
    await pipeline.resume(whole)
    expect(await runAll()).toEqual([])
    await pipeline.resume(part)
    await runAll()
    expect((await pipeline.getVideo(held))?.status).toBe('completed')
  })

  test('holds back a task that waits to be tried again, and people see no odd time of it', async () => {
    const theirs = await channel()
    await pipeline.putChannel({ id: theirs, name: theirs, settings: { retry: { delaysSeconds: [0] } } })
    const held = await submitted({ channel: theirs })
    const task = await claimOne('storyboard')
    await pipeline.start(task)
    await pipeline.fail(task, failure)
    const id = await paused({ channel: theirs })
    expect(await runAll()).toEqual([])
    expect((await pipeline.getVideo(held))?.tasks).toMatchObject([{ state: 'retry', retryAt: null }])
    await pipeline.resume(id)
    await runAll()
    expect((await pipeline.getVideo(held))?.status).toBe('completed')
  })

  test('does not keep its videos from being cancelled', async () => {
    const theirs = await channel()
    const held = await submitted({ channel: theirs })
    const id = await paused({ channel: theirs })
    await runAll()
    expect(await pipeline.cancel(held, 'test')).toBe('cancelled')
    await pipeline.resume(id)
    expect(await runAll()).toEqual([])
  })
})

describe('the end of a pause', () => {
  test('wakes the workers of the steps that it held', async () => {
    const heard: string[] = []
    const listening = Promise.withResolvers<void>()
    const ear = await pipeline.listenForReady((step) => heard.push(step), listening.resolve)
    try {
      await listening.promise
      await pipeline.resume(await paused({ step: 'clips' }))
      await expect.poll(() => heard).toEqual(['clips'])
      await pipeline.resume(await paused({ channel: await channel() }))
      await expect.poll(() => heard).toEqual(['clips', ...STEP_NAMES])
    } finally {
      await ear.close()
    }
  })
})

describe('pauses that come and go beside claims', () => {
  test('wait at their end for a claim that parks a task, and so find it', async () => {
    const theirs = await channel()
    const held = await submitted({ channel: theirs })
    const id = await paused({ channel: theirs })
    const waiting = async () => {
      const [row] = await sql`
        select count(*)::int as count from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`
      return Number(row?.count)
    }
    let ended = false
    const claiming = Promise.withResolvers<unknown>()
    const ending = Promise.withResolvers<unknown>()
    await sql.begin(async (tx) => {
      await tx`select id from tasks where video_id = ${held} for update`
      claim('storyboard').then(claiming.resolve, claiming.reject)
      await expect.poll(waiting).toBe(1)
      pipeline.resume(id).then(ending.resolve, ending.reject)
      ending.promise.finally(() => (ended = true)).catch(() => {})
      await expect.poll(async () => ended || (await waiting()) === 2).toBe(true)
    })
    await Promise.all([claiming.promise, ending.promise])
    await runAll()
    expect((await pipeline.getVideo(held))?.status).toBe('completed')
  })

  test('lose no task', async () => {
    const theirs = await channel()
    const videos = await Promise.all(Array.from({ length: 12 }, () => submitted({ channel: theirs })))
    let over = false
    const toggling = (async () => {
      for (let round = 0; round < 25; round++) await pipeline.resume(await paused({ channel: theirs }))
      over = true
    })()
    const working = Array.from({ length: 3 }, async (_, index) => {
      while (!over) {
        for (const step of STEP_NAMES) {
          const { tasks } = await pipeline.claim({ step, limit: 3, worker: `w${index}`, leaseSeconds: 15 })
          for (const task of tasks) await run(task)
        }
      }
    })
    await Promise.all([toggling, ...working])
    await runAll()
    const statuses = await Promise.all(videos.map(async (id) => (await pipeline.getVideo(id))?.status))
    expect(new Set(statuses)).toEqual(new Set(['completed']))
  })
})

describe('thousands of jobs of a paused channel', () => {
  test('at the head of the queue keep the others waiting for seconds at most', async () => {
    const theirs = await channel()
    const many = 10_000
    const [template] = await sql`select id from videos where id = ${await submitted({ channel: theirs })}`
    // The planner takes the queue for as good as empty, as it does where many orders come at once.
    await sql`analyze`
    await sql`
      with made as (
        insert into videos (id, channel_id, title, order_document, priority)
        select gen_random_uuid(), channel_id, 'm', order_document, 10 from videos, generate_series(1, ${many})
         where id = ${String(template?.id)} returning id
      ), tasks_made as (
        insert into tasks (id, video_id, step, max_attempts, priority, job_id, parameters, inputs, input_bytes, input_digest)
        select gen_random_uuid(), id, 'storyboard', 4, 10, gen_random_uuid(), '{}', '[]', 0, id::text from made
        returning id, job_id
      ) insert into pgboss.job (id, name, data, priority)
        select job_id, 'storyboard', jsonb_build_object('taskId', id), 10 from tasks_made`
    await sql`analyze tasks`
    const id = await paused({ channel: theirs })
    const { videoId } = await pipeline.submit({ title: 'free', brief: 'b', priority: 'low' }, BUILT_IN_VOICES)
    const began = performance.now()
    let claims = 0
    for (let found = false; !found; claims++) {
      const { tasks, full } = await claim('storyboard', 5)
      found = tasks.some(({ video }) => video.id === videoId)
      expect(found || full, 'a worker that is told that nothing waits would go to sleep').toBe(true)
    }
    const seconds = (performance.now() - began) / 1_000
    process.stdout.write(`${JSON.stringify({ pausedJobs: many, claims, seconds })}\n`)
    expect(claims).toBeLessThan(10)
    expect(seconds).toBeLessThan(20)
    const again = performance.now()
    expect(await pipeline.resume(id)).not.toBeNull()
    process.stdout.write(`${JSON.stringify({ resumeSeconds: (performance.now() - again) / 1_000 })}\n`)
    expect(await brokenInvariants(sql)).toEqual([])
    await sql`delete from pgboss.job where data ->> 'taskId' in (
      select id::text from tasks where video_id in (select id from videos where channel_id = ${theirs}))`
    await sql`delete from videos where channel_id = ${theirs}`
  }, 60_000)
})
