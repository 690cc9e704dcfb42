import { randomUUID } from 'node:crypto'
import { connect as connectSocket } from 'node:net'
import { SCOPES } from '@reelyard/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { adminPrincipal } from '../src/access/access.ts'
import { eventResource } from '../src/resources/events.ts'
import { problemResource } from '../src/resources.ts'
import { happenings, listen, type Listening } from './support/event-client.ts'
import { ADMIN_KEY } from '../../../test/support/web-process.ts'
import { setup, submit, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup({ eventTimings: { keysMs: 50 } })
  await world.pipeline.putChannel({ id: 'other', name: 'Other', settings: {} })
})
afterAll(() => world.close())

const ORDER = { title: 'A test', scenes: [{ narration: 'One sentence.' }] }

/** A stream that shows already what comes next. */
async function stream(
  path: string,
  options: { lastEventId?: string; key?: string } = {},
  at = world,
): Promise<Listening> {
  const listening = await listen(at.url, path, options)
  onTestFinished(listening.close)
  if (listening.response.ok) await ready(listening)
  return listening
}

const ready = (of: Listening) => expect.poll(() => of.messages.map(({ event }) => event)).toContain('ready')
const types = (of: Listening) => happenings(of).map(({ event }) => event)
const videos = (of: Listening) => happenings(of).map(({ data }) => data.videoId)

async function keyFor(channels: string[] | null, expiresAt: string | null = null) {
  const wish = { id: randomUUID(), name: randomUUID(), scopes: SCOPES, channels, expiresAt }
  const made = await world.pipeline.makeKey(wish, adminPrincipal())
  if (!made.done) throw new Error(made.code)
  return { key: made.key, id: wish.id }
}

/** As a move would write it. */
async function tell(type: string, channel = 'default', at = world): Promise<void> {
  await at.executeSql(`insert into events (type, channel_id, data) values ('${type}', '${channel}', '{}')`)
}

describe('a stream of all', () => {
  it('shows what happens from now on, with all that the answer must say', async () => {
    await submit(world)
    const all = await stream('/v1/events')
    const id = await submit(world)

    await expect.poll(() => types(all)).toEqual(['video.created'])
    expect(all.messages[0]!.event).toBe('ready')
    const { data } = happenings(all)[0]!
    expect(eventResource.parse(data)).toMatchObject({
      type: 'video.created',
      channel: 'default',
      videoId: id,
      taskId: null,
      title: 'A test',
      status: 'pending',
    })
    expect(all.notes).toContain('retry: 1000')
    expect(Object.fromEntries(all.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
  })

  it('shows only the types that were asked for', async () => {
    const some = await stream('/v1/events?types=video.*,task.failed')
    for (const type of ['task.claimed', 'task.failed', 'task.completed', 'video.failed']) await tell(type)

    await expect.poll(() => types(some)).toEqual(['task.failed', 'video.failed'])
    const replayed = await stream('/v1/events?types=video.*', { lastEventId: some.messages[0]!.id })
    expect(types(replayed)).toEqual(['video.failed'])
  })

  it.each([
    ['types=video.nonsense', '/types'],
    ['types=', '/types'],
    ['types=video.*,,', '/types'],
    ['kinds=video.*', '/kinds'],
  ])('refuses %s', async (query, pointer) => {
    const response = await world.request(`/v1/events?${query}`)
    const problem = problemResource.parse(await response.json())
    expect([response.status, problem.code, problem.errors[0]!.pointer]).toEqual([400, 'invalid_query', pointer])
  })

  it('answers HEAD without a stream', async () => {
    const response = await world.request('/v1/events', { method: 'HEAD' })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  })
})

describe('a stream of one video', () => {
  it('begins with what has happened, and goes on', async () => {
    const id = await submit(world)
    await submit(world)
    const one = await stream(`/v1/videos/${id}/events`)

    expect(one.messages.map(({ event }) => event)).toEqual(['video.created', 'ready'])
    await world.pipeline.cancel(id, 'test')
    await expect.poll(() => types(one)).toEqual(['video.created', 'task.failed', 'video.cancelled'])
    expect(new Set(videos(one))).toEqual(new Set([id]))
    const again = await stream(`/v1/videos/${id}/events`, { lastEventId: happenings(one)[1]!.id })
    expect(types(again)).toEqual(['video.cancelled'])
  })

  it.each(['/v1/videos/018f0000-0000-7000-8000-000000000000/events', '/v1/videos/nonsense/events'])(
    'is not there for %s',
    async (path) => {
      const response = await world.request(path)
      expect([response.status, problemResource.parse(await response.json()).code]).toEqual([404, 'video_not_found'])
    },
  )
})

describe('a stream of a channel', () => {
  it('shows that channel only', async () => {
    const other = await stream('/v1/channels/other/events')
    await submit(world)
    const id = await submit(world, { ...ORDER, channel: 'other' })

    await expect.poll(() => videos(other)).toEqual([id])
    expect((await world.request('/v1/channels/none/events')).status).toBe(404)
  })
})

describe('a key of some channels', () => {
  it('sees nothing of the others, live or replayed', async () => {
    const { key } = await keyFor(['other'])
    const live = await stream('/v1/events', { key })
    const hidden = await submit(world)
    const id = await submit(world, { ...ORDER, channel: 'other' })
    await tell('webhook.disabled', '')

    await expect.poll(() => videos(live)).toEqual([id])
    const replayed = await stream('/v1/events', { key, lastEventId: live.messages[0]!.id })
    expect(videos(replayed)).toEqual([id])
    for (const path of [`/v1/videos/${hidden}/events`, '/v1/channels/default/events']) {
      expect((await stream(path, { key })).response.status).toBe(404)
    }
  })

  it('sees nothing any more once it is revoked, or has expired', async () => {
    const [kept, revoked] = [await keyFor(null), await keyFor(null)]
    const expiring = await keyFor(null, new Date(Date.now() + 1_500).toISOString())
    const streams = await Promise.all([kept, revoked, expiring].map(({ key }) => stream('/v1/events', { key })))
    await world.pipeline.revokeKey(revoked.id, adminPrincipal())

    expect(await streams[1]!.ended).toBe('end')
    expect(await streams[2]!.ended).toBe('end')
    await tell('video.failed')
    await expect.poll(() => types(streams[0]!)).toEqual(['video.failed'])
  })
})

describe('a stream that is opened while others are looked at', () => {
  it('goes on', async () => {
    const [first, second] = [await keyFor(null), await keyFor(null)]
    const [looking, looked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const standingKeys = async (ids: readonly string[]) => {
      const standing = await world.pipeline.standingKeys(ids)
      looking.resolve()
      await looked.promise
      return standing
    }
    const slow = await setup({ pipeline: { ...world.pipeline, standingKeys }, eventTimings: { keysMs: 1 } })
    onTestFinished(slow.close)
    await stream('/v1/events', { key: first.key }, slow)
    await looking.promise

    const late = await stream('/v1/events', { key: second.key }, slow)
    looked.resolve()
    await tell('video.failed')

    await expect.poll(() => types(late)).toEqual(['video.failed'])
  })
})

describe('Last-Event-ID', () => {
  it('brings what was missed, once, in the order of what happened', async () => {
    const first = await stream('/v1/events')
    await tell('video.created')
    await expect.poll(() => types(first)).toHaveLength(1)
    first.close()
    for (const type of ['video.processing', 'video.failed']) await tell(type)

    const lastEventId = happenings(first)[0]!.id
    const second = await stream('/v1/events', { lastEventId })
    expect(types(second)).toEqual(['video.processing', 'video.failed'])
    const third = await stream(`/v1/events?lastEventId=${happenings(second)[0]!.id}`)
    expect(types(third)).toEqual(['video.failed'])
    const none = await stream('/v1/events', { lastEventId: third.messages.at(-1)!.id })
    expect(types(none)).toEqual([])
  })

  it('may be empty, as browsers send it', async () => {
    expect(types(await stream('/v1/events', { lastEventId: '' }))).toEqual([])
  })

  it.each([
    'nonsense',
    '1',
    "5b1f0c3a.1:1:'; drop table events",
    '5b1f0c3a.9:1:',
    '5b1f0c3a.0:0:',
    '5b1f0c3a.1:5:5',
    '5b1f0c3a.1:5:3,2',
    '5b1f0c3a.1:99999999999999999999:',
    '5b1f0c3a.5:5:.1.3:3:',
    '5b1f0c3a.1:1:.9999999999999999999.1:1:',
    `5b1f0c3a.1:1:${'1,'.repeat(4_000)}1`,
  ])('is refused where no stream gave it out (%#)', async (lastEventId) => {
    const response = await world.request('/v1/events', { headers: { 'last-event-id': lastEventId } })
    const problem = problemResource.parse(await response.json())
    expect([response.status, problem.code]).toEqual([400, 'bad_cursor'])
    expect(problem.errors[0]!.pointer).toBe('/lastEventId')
  })

  it('of another server, or of a future that this one has not had, begins anew and says so', async () => {
    const { id } = (await stream('/v1/events')).messages[0]!
    const [history] = id.split('.')
    for (const lastEventId of ['00000000.1:1:', `${history}.999999999:999999999:`]) {
      const anew = await stream('/v1/events', { lastEventId })
      await tell('video.failed')

      await expect.poll(() => types(anew)).toEqual(['video.failed'])
      expect(anew.messages.map(({ event }) => event)).toEqual(['reset', 'ready', 'video.failed'])
      expect(anew.messages[0]!.data.reason).toBe('other_server')
      const next = await stream('/v1/events', { lastEventId: anew.messages[0]!.id })
      expect(next.messages.map(({ event }) => event)).toEqual(['video.failed', 'ready'])
    }
  })

  it('of before what was removed begins anew and says so', async () => {
    const old = await setup()
    try {
      const { id } = (await stream('/v1/events', {}, old)).messages[0]!
      await tell('video.created', 'default', old)
      await tell('video.processing', 'default', old)
      await old.executeSql(`update events set happened_at = now() - interval '8 days'`)
      await tell('video.failed', 'default', old)
      expect(types(await stream('/v1/events', { lastEventId: id }, old))).toHaveLength(3)

      expect(await old.pipeline.forgetOldEvents(7)).toBe(1)
      const late = await stream('/v1/events', { lastEventId: id }, old)
      expect(late.messages.map(({ event }) => event)).toEqual(['reset', 'ready'])
      expect(late.messages[0]!.data.reason).toBe('too_old')
    } finally {
      old.app.server.closeAllConnections()
      await old.close()
    }
  })
})

describe('a long stream', () => {
  it('shows signs of life, and ends in good order after its time', async () => {
    const other = await setup({ eventTimings: { heartbeatMs: 20, lifeMs: 400 } })
    try {
      const short = await listen(other.url, '/v1/events')
      expect(await short.ended).toBe('end')
      expect(short.notes.filter((note) => note === ': heartbeat').length).toBeGreaterThan(3)
    } finally {
      await other.close()
    }
  })

  it('ends when the app closes, which does not wait for it', async () => {
    const other = await setup()
    const open = await stream('/v1/events', {}, other)
    await other.app.close()
    expect(await open.ended).toBe('end')
    await other.close()
  })

  it('is read by nobody any more once its client is gone', async () => {
    const other = await setup()
    try {
      const open = await stream('/v1/events', {}, other)
      open.close()
      const reads = async () => {
        const { rows } = await other.executeSql(`select max(query_start)::text as last from pg_stat_activity
          where datname = current_database() and query like '%as history%' and query not like '%pg_stat_activity%'`)
        return rows[0]?.last
      }
      let last: unknown
      await expect.poll(async () => last === (last = await reads()), { interval: 300, timeout: 5_000 }).toBe(true)
    } finally {
      await other.close()
    }
  })

  it('that is not read is cut, while the others go on', async () => {
    const { hostname, port } = new URL(world.url)
    const socket = connectSocket({ host: hostname, port: Number(port) })
    onTestFinished(() => void socket.destroy())
    socket.write(`GET /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n\r\n`)
    let received = ''
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
    await expect.poll(() => received).toContain('event: ready')
    const good = await stream('/v1/events?types=video.failed')
    socket.pause()
    const megabytes = 12
    for (let index = 0; index < megabytes; index++) {
      await world.executeSql(`insert into events (type, channel_id, data)
        select 'video.failed', 'default', jsonb_build_object('ballast', repeat('x', 10000)) from generate_series(1, 100)`)
    }

    await expect.poll(() => happenings(good).length, { timeout: 10_000 }).toBe(megabytes * 100)
    const bytesBefore = received.length
    let cut = false
    socket.on('close', () => (cut = true)).on('error', () => {})
    socket.resume()
    await expect.poll(() => cut).toBe(true)
    expect(received.length - bytesBefore).toBeLessThan(megabytes * 1_000_000)
  })
})
