import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PauseResource, QueueListResource, WorkerListResource } from '../src/resources/operations.ts'
import { answered, makeKey } from './support/keys.ts'
import { setup, submit, type World } from './support/world.ts'

let world: World

beforeAll(async () => {
  world = await setup()
  await world.pipeline.putChannel({ id: 'mine', name: 'Mine' })
})

afterEach(async () => {
  for (const { id } of await world.pipeline.pauses(null)) await world.pipeline.resume(id)
})

afterAll(() => world.close())

function send(method: string, path: string, body?: unknown, authorization?: string): Promise<Response> {
  return world.request(path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(authorization === undefined ? {} : { authorization }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function paused(body: object, authorization?: string): Promise<PauseResource> {
  const response = await send('POST', '/v1/pauses', body, authorization)
  expect(response.status).toBe(201)
  return (await response.json()) as PauseResource
}

async function queueOf(step: string, authorization?: string) {
  const list = (await (await send('GET', '/v1/queues', undefined, authorization)).json()) as QueueListResource
  return list.queues.find((queue) => queue.step === step)!
}

function claim(limit = 5) {
  return world.pipeline.claim({ step: 'storyboard', limit, worker: 'w1', leaseSeconds: 60 })
}

describe('a pause', () => {
  it('holds from its answer on, until it is deleted', async () => {
    const video = await submit(world)
    const pause = await paused({ step: 'storyboard', reason: 'The provider is down.' })
    expect(pause).toMatchObject({
      step: 'storyboard',
      channel: null,
      reason: 'The provider is down.',
      pausedBy: 'admin',
    })
    expect((await claim()).tasks).toEqual([])
    expect(await queueOf('storyboard')).toMatchObject({ waiting: 1, paused: true })
    expect(await (await send('GET', '/v1/pauses')).json()).toEqual({ pauses: [pause] })
    expect((await send('DELETE', `/v1/pauses/${pause.id}`)).status).toBe(204)
    expect(await answered(await send('DELETE', `/v1/pauses/${pause.id}`))).toEqual([404, 'pause_not_found'])
    const { tasks } = await claim()
    expect(tasks.map((task) => task.video.id)).toEqual([video])
  })

  it('needs no body, and then is of everything', async () => {
    expect(await paused({})).toMatchObject({ step: null, channel: null })
    const response = await world.request('/v1/pauses', { method: 'POST' })
    expect(response.status).toBe(201)
    expect(await queueOf('publish')).toMatchObject({ paused: true })
  })

  it('is of what there is', async () => {
    expect(await answered(await send('POST', '/v1/pauses', { channel: 'nobody' }))).toEqual([404, 'channel_not_found'])
    expect(await answered(await send('POST', '/v1/pauses', { step: 'dance' }))).toEqual([422, 'invalid_body'])
    for (const id of [randomUUID(), 'x']) {
      expect(await answered(await send('DELETE', `/v1/pauses/${id}`))).toEqual([404, 'pause_not_found'])
    }
  })

  it('of a channel is for a key of that channel to make and to end, and no other is', async () => {
    const scopes = ['channels:admin', 'metrics:read']
    const { authorization } = await makeKey(world, { name: 'of mine', scopes, channels: ['mine'] })
    const mine = await paused({ channel: 'mine' }, authorization)
    const theirs = await paused({ channel: 'default' })
    const all = await paused({ step: 'publish' })
    const listed = (await (await send('GET', '/v1/pauses', undefined, authorization)).json()) as {
      pauses: PauseResource[]
    }
    expect(listed.pauses.map(({ id }) => id)).toEqual([mine.id, all.id])
    const end = (id: string) => send('DELETE', `/v1/pauses/${id}`, undefined, authorization)
    expect(await answered(await end(theirs.id))).toEqual([404, 'pause_not_found'])
    expect(await answered(await end(all.id))).toEqual([403, 'missing_scope'])
    expect((await end(mine.id)).status).toBe(204)
    expect(await answered(await send('POST', '/v1/pauses', {}, authorization))).toEqual([403, 'missing_scope'])
    const foreign = await send('POST', '/v1/pauses', { channel: 'default' }, authorization)
    expect(await answered(foreign)).toEqual([404, 'channel_not_found'])
  })
})

describe('the queues', () => {
  it('say what waits, what is delayed, what is held and what runs', async () => {
    await claim(100)
    const before = await queueOf('storyboard')
    await submit(world)
    await submit(world)
    await submit(world, { title: 'T', brief: 'b', channel: 'mine' })
    await world.executeSql(`update tasks set created_at = now() - interval '90 seconds' where state = 'pending'`)
    const waiting = await queueOf('storyboard')
    expect(waiting).toMatchObject({ waiting: 3, delayed: 0, held: 0, running: before.running, paused: false })
    expect(waiting.oldestSeconds).toBeGreaterThanOrEqual(90)
    expect(waiting.oldestSeconds).toBeLessThan(150)
    await paused({ channel: 'mine' })
    const { tasks } = await claim()
    const [task] = tasks
    await world.pipeline.start(task!)
    const failure = { exitCode: null, signal: null, retryAfterSeconds: null, log: [], cost: null }
    await world.pipeline.fail(task!, { outcome: 'temporary', code: 'busy', message: 'Busy.', ...failure })
    expect(await queueOf('storyboard')).toMatchObject({ waiting: 0, delayed: 1, held: 1, running: before.running + 1 })
    const list = (await (await send('GET', '/v1/queues')).json()) as QueueListResource
    expect(list.queues.find(({ waiting }) => waiting === 0)).toMatchObject({ oldestSeconds: null })
    expect(list.queues.map(({ step }) => step).slice(0, 2)).toEqual(['storyboard', 'assets'])
    expect(list.others.map(({ queue }) => queue)).toEqual(['results', 'webhooks'])
  })

  it('count for a key of some channels what is theirs', async () => {
    const { authorization } = await makeKey(world, { name: 'counts', scopes: ['metrics:read'], channels: ['mine'] })
    await submit(world)
    expect(await queueOf('storyboard', authorization)).toMatchObject({ waiting: 1, delayed: 0, held: 0, running: 0 })
  })
})

describe('the workers', () => {
  it('are listed with what they hold, of the channels that the key knows', async () => {
    await submit(world)
    const [task] = (await claim(100)).tasks.filter(({ channel }) => channel.id === 'default')
    const said = `insert into workers (id, name, version, host, pid, steps, slots, lease_seconds, running, state, last_heartbeat_at)
      values`
    await world.executeSql(`${said} (gen_random_uuid(), 'w1', '1', 'h', 1, '["storyboard"]', 5, 15, 1, 'ready', now()),
      (gen_random_uuid(), 'w1', '1', 'h', 2, '[]', 5, 15, 1, 'ready', now() - interval '1 hour')`)
    const read = async (authorization?: string) =>
      ((await (await send('GET', '/v1/workers', undefined, authorization)).json()) as WorkerListResource).workers
    const [old, now] = (await read()).sort((a, b) => Number(a.alive) - Number(b.alive))
    expect([old?.alive, now?.alive]).toEqual([false, true])
    expect(old?.tasks, 'they are those of the process that lives').toEqual([])
    expect(now?.tasks.find(({ taskId }) => taskId === task?.taskId)).toMatchObject({
      ...{ step: 'storyboard', scene: null, attempt: task?.attempt, videoId: task?.video.id },
      links: { task: `/v1/tasks/${task?.taskId}`, video: `/v1/videos/${task?.video.id}` },
    })
    const { authorization } = await makeKey(world, { name: 'watches', scopes: ['metrics:read'], channels: ['mine'] })
    const theirs = (await read(authorization)).flatMap(({ tasks }) => tasks)
    expect(theirs.map(({ taskId }) => taskId)).not.toContain(task?.taskId)
  })
})
