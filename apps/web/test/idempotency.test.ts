/** Idempotency-Key: what is done once, and said again. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../../../test/support/web-process.ts'
import { answered, makeKey } from './support/keys.ts'
import { PICTURES } from './support/pictures.ts'
import { ORDER, setup, type World } from './support/world.ts'

let world: World
let replica: World
beforeAll(async () => {
  world = await setup()
  replica = await setup({ pipeline: world.pipeline })
})
afterAll(async () => {
  await replica.close()
  await world.close()
})

function order(key: string, body: object = ORDER, at: World = world, path = '/v1/videos', authorization?: string) {
  return at.request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(authorization === undefined ? {} : { authorization }),
    },
  })
}

async function videos(): Promise<number> {
  const { rows } = await world.executeSql('select count(*)::int as count from videos')
  return Number(rows[0]?.count)
}

describe('a request that is sent again', () => {
  it('is done once, and gets the same answer from every replica', async () => {
    const before = await videos()
    const key = randomUUID()

    const first = await order(key)
    const again = [await order(key), await order(key, ORDER, replica)]

    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([202, null])
    const body = await first.text()
    for (const response of again) {
      expect(response.status).toBe(202)
      expect(response.headers.get('idempotent-replayed')).toBe('true')
      expect(response.headers.get('location')).toBe(first.headers.get('location'))
      expect(response.headers.get('content-type')).toBe(first.headers.get('content-type'))
      expect(await response.text()).toBe(body)
    }
    expect(await videos()).toBe(before + 1)
  })

  it('is done once where forty of it come at the same time, on two replicas', async () => {
    const before = await videos()
    const key = randomUUID()

    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const response = await order(key, ORDER, index % 2 === 0 ? world : replica)
        return { response, said: await answered(response.clone()) }
      }),
    )

    const done = answers.filter(({ said: [status] }) => status === 202)
    const waiting = answers.filter(({ said: [status] }) => status !== 202)
    expect(done.length).toBeGreaterThanOrEqual(1)
    expect(done.filter(({ response }) => response.headers.get('idempotent-replayed') === null)).toHaveLength(1)
    for (const { response, said } of waiting) {
      expect(said).toEqual([409, 'idempotency_in_flight'])
      expect(response.headers.get('retry-after')).toBe('1')
      expect(((await response.json()) as { retryable: boolean }).retryable).toBe(true)
    }
    expect(new Set(await Promise.all(done.map(({ response }) => response.text()))).size).toBe(1)
    expect(await videos()).toBe(before + 1)
  })

  it('gets a refusal again, too', async () => {
    const key = randomUUID()
    const first = await order(key, { title: '' })
    const again = await order(key, { title: '' })

    expect([first.status, again.status]).toEqual([422, 422])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.headers.get('content-type')).toBe('application/problem+json')
    expect(await again.text()).toBe(await first.text())
  })

  it('gets its answer though it is larger than 256 KB', async () => {
    const key = randomUUID()
    const broken = { title: 'T', scenes: [], ['x'.repeat(199)]: 1, metadata: 'y'.repeat(1_000_000) }
    const [first, again] = [await (await order(key, broken)).text(), await (await order(key, broken)).text()]

    expect(again).toBe(first)
    const { rows } = await world.executeSql(`select length(body) as length from idempotency_keys where key = '${key}'`)
    expect(Number(rows[0]?.length)).toBe(first.length)
    await world.executeSql(`update idempotency_keys set body = '"' || repeat('a', 1000000) || '"' where key = '${key}'`)
    expect(await (await order(key, broken)).text()).toHaveLength(1_000_002)
  })
})

describe('an Idempotency-Key', () => {
  it.each([
    ['another body', { ...ORDER, title: 'Another' }, '/v1/videos'],
    ['another query', ORDER, '/v1/videos?dryRun=true'],
    ['another path', ORDER, '/v1/videos/batch'],
  ])('that was used with %s is refused', async (_name, body, path) => {
    const key = randomUUID()
    await order(key)

    expect(await answered(await order(key, body, world, path))).toEqual([422, 'idempotency_mismatch'])
  })

  it('is a matter of each API key', async () => {
    const key = randomUUID()
    const other = await makeKey(world, { name: 'other', scopes: ['videos:write'] })
    await order(key)
    const response = await order(key, { ...ORDER, title: 'Mine' }, world, '/v1/videos', other.authorization)

    expect([response.status, response.headers.get('idempotent-replayed')]).toEqual([202, null])
  })

  it.each([
    ['empty', ''],
    ['of 256 characters', 'x'.repeat(256)],
    ['not ASCII', 'ké'],
  ])('that is %s is refused', async (_name, key) => {
    expect(await answered(await order(key))).toEqual([400, 'bad_request'])
  })

  it('of 255 characters with all that ASCII prints is taken', async () => {
    const printable = Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index)).join('')

    expect((await order(`k${printable.repeat(3)}`.slice(0, 255).replace(/ $/, 'x'))).status).toBe(202)
  })

  it('does nothing for a GET', async () => {
    const headers = { 'idempotency-key': 'x'.repeat(1_000) }

    expect((await world.request('/v1/videos', { headers })).status).toBe(200)
  })
})

describe('an answer that says nothing of the request', () => {
  it('is not kept: what failed inside can be tried again under the same key, with the same seed', async () => {
    const key = randomUUID()
    await world.executeSql('alter table videos rename column title to moved_away')
    const failed = await order(key)
    await world.executeSql('alter table videos rename column moved_away to title')
    const seed = await seedOf(key)
    const done = await order(key)

    expect([failed.status, done.status]).toEqual([500, 202])
    expect(done.headers.get('idempotent-replayed')).toBeNull()
    expect(await seedOf(key)).toBe(seed)
  })

  it('as 401 and 403 claims no key', async () => {
    const key = randomUUID()
    const reader = await makeKey(world, { name: 'only reads', scopes: ['videos:read'] })

    expect((await order(key, ORDER, world, '/v1/videos', reader.authorization)).status).toBe(403)
    expect((await order(key, ORDER, world, '/v1/videos', 'Bearer no')).status).toBe(401)
    expect(await seedOf(key)).toBeUndefined()
  })
})

async function seedOf(key: string): Promise<unknown> {
  const { rows } = await world.executeSql(`select seed from idempotency_keys where key = '${key}'`)
  return rows[0]?.seed
}

describe('a process that died over a request', () => {
  it('holds it for a time; then another does it, with the same seed', async () => {
    const key = randomUUID()
    await order(key)
    await world.executeSql(
      `update idempotency_keys set status = null, headers = null, body = null where key = '${key}'`,
    )
    const [seed, before] = [await seedOf(key), await videos()]

    expect(await answered(await order(key))).toEqual([409, 'idempotency_in_flight'])
    await world.executeSql(`update idempotency_keys set held_until = now() where key = '${key}'`)
    expect(await answered(await order(key, { ...ORDER, title: 'No' }))).toEqual([422, 'idempotency_mismatch'])
    const taken = await order(key)

    expect(taken.status).toBe(202)
    expect(((await taken.json()) as { id: string }).id).toBe(seed)
    expect(await videos(), 'nothing is created twice').toBe(before)
  })

  it.each([
    ['is full now', { limits: { openVideos: 1 } }, false],
    ['is archived now', {}, true],
  ])('has done it, though the channel %s', async (_why, settings, archived) => {
    const channel = `left-${randomUUID()}`.slice(0, 20)
    await world.pipeline.putChannel({ id: channel, name: 'Left', settings })
    const key = randomUUID()
    const one = { ...ORDER, channel }
    const first = (await (await order(key, one)).json()) as { id: string }
    if (archived) await world.executeSql(`update channels set archived_at = now() where id = '${channel}'`)
    await world.executeSql(
      `update idempotency_keys set status = null, headers = null, body = null, held_until = now() where key = '${key}'`,
    )

    const taken = await order(key, one)

    expect([taken.status, ((await taken.json()) as { id: string }).id]).toEqual([202, first.id])
  })

  it('is held on while it lives', async () => {
    const owner = randomUUID()
    const request = { owner, key: 'long', digest: 'd' }
    const claimed = await world.pipeline.claimAnswer(request)
    if (claimed.state !== 'yours') throw new Error(claimed.state)
    await world.executeSql(`update idempotency_keys set held_until = now() where owner = '${owner}'`)

    await world.pipeline.holdOn(claimed.holding)

    expect(await world.pipeline.claimAnswer(request)).toEqual({ state: 'in flight' })
  })

  it('and comes back says nothing any more', async () => {
    const request = { owner: randomUUID(), key: 'late', digest: 'd' }
    const answer = (body: string) => ({ status: 201, headers: {}, body })
    const first = await world.pipeline.claimAnswer(request)
    if (first.state !== 'yours') throw new Error(first.state)
    await world.pipeline.letGoOfAnswer(first.holding)
    const second = await world.pipeline.claimAnswer(request)
    if (second.state !== 'yours') throw new Error(second.state)

    await world.pipeline.storeAnswer(first.holding, answer('first'), [])
    await world.pipeline.storeAnswer(second.holding, answer('second'), [])

    expect(await world.pipeline.claimAnswer(request)).toEqual({ state: 'answered', answer: answer('second') })
  })
})

describe('a client that goes away before its answer', () => {
  it('finds it when it asks again', async () => {
    const key = randomUUID()
    const before = await videos()
    const body = JSON.stringify(ORDER)
    const { hostname, port } = new URL(world.url)
    const socket = connectSocket({ host: hostname, port: Number(port) })
    await once(socket, 'connect')
    socket.write(
      `POST /v1/videos HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ADMIN_KEY}\r\nIdempotency-Key: ${key}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    await expect.poll(() => seedOf(key)).toBeDefined()
    socket.destroy()

    await expect.poll(async () => (await order(key)).status).toBe(202)
    expect(await videos()).toBe(before + 1)
  })
})

describe('a client whose connection breaks in the middle of its body', () => {
  it('sends it again, and is heard', async () => {
    const key = randomUUID()
    const { hostname, port } = new URL(world.url)
    const socket = connectSocket({ host: hostname, port: Number(port) })
    await once(socket, 'connect')
    socket.write(
      `POST /v1/artifacts HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ADMIN_KEY}\r\nIdempotency-Key: ${key}\r\n` +
        `Content-Type: image/png\r\nContent-Length: ${PICTURES.png.length}\r\n\r\n`,
    )
    socket.write(PICTURES.png.subarray(0, 20))
    await expect.poll(() => seedOf(key)).toBeDefined()
    socket.destroy()

    const again = () =>
      world.request('/v1/artifacts', {
        method: 'POST',
        body: PICTURES.png as NonNullable<RequestInit['body']>,
        headers: { 'content-type': 'image/png', 'idempotency-key': key },
      })
    let answer = await again()
    while (answer.status === 409) answer = await again()
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, null])
  })
})

describe('the time of an answer', () => {
  it('is over after 48 hours: then the key is a new one, and the row is removed', async () => {
    const key = randomUUID()
    await order(key)
    const seed = await seedOf(key)
    const age = (hours: number) =>
      world.executeSql(
        `update idempotency_keys set created_at = now() - interval '${hours} hours' where key = '${key}'`,
      )
    await age(47)
    expect(await answered(await order(key, { ...ORDER, title: 'New' }))).toEqual([422, 'idempotency_mismatch'])
    await age(49)
    expect((await order(key, { ...ORDER, title: 'New' })).status).toBe(202)
    expect(await seedOf(key)).not.toBe(seed)

    await age(47)
    await world.pipeline.forgetAnswers()
    expect(await seedOf(key)).toBeDefined()
    await age(49)
    expect(await world.pipeline.forgetAnswers()).toBe(1)
    expect(await seedOf(key)).toBeUndefined()
  })
})
