/** What a client may do in a minute, and how long and how much it may send. */
import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import type { AppOptions } from '@reelyard/web'
import { ADMIN_KEY } from '../../../test/support/web-process.ts'
import { URL_MOST } from '../src/limits/url-length.ts'
import { answered, makeKey } from './support/keys.ts'
import { ORDER, setup, type World } from './support/world.ts'

let world: World
async function open(options: Partial<AppOptions>): Promise<World> {
  world = await setup(options)
  return world
}
afterEach(() => world.close())

const AS_ADMIN = `Authorization: Bearer ${ADMIN_KEY}\r\n`

function socket(): Socket {
  const { hostname, port } = new URL(world.url)
  return connectSocket({ host: hostname, port: Number(port) }).on('error', () => {})
}

async function answerTo(connection: Socket): Promise<[number, string]> {
  const [head = '', body = '{}'] = (await text(connection)).split('\r\n\r\n')
  return [Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]), (JSON.parse(body) as { code: string }).code]
}

describe('the rate of a key', () => {
  it('is told in each answer, and when it is spent so is the wait', async () => {
    await open({ rateLimit: 3 })
    const answers = []
    for (let number = 0; number < 4; number++) answers.push(await world.request('/v1/me'))

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    expect(answers.map(({ headers }) => headers.get('ratelimit-policy'))).toEqual(Array(4).fill('"default";q=3;w=60'))
    expect(answers.map(({ headers }) => headers.get('ratelimit')?.replace(/t=\d+/, 't='))).toEqual(
      [2, 1, 0, 0].map((left) => `"default";r=${left};t=`),
    )
    const last = answers[3]!
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(50)
    expect(Number(last.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect(await last.json()).toMatchObject({ code: 'rate_limited', retryable: true })
  })

  it('is its own: others, pages and probes go on', async () => {
    await open({ rateLimit: 3 })
    const { authorization } = await makeKey(world, { name: 'other', scopes: ['videos:read'] })
    for (let number = 0; number < 4; number++) await world.request('/v1/me')

    expect((await world.request('/v1/me')).status).toBe(429)
    expect((await world.request('/v1/me', { headers: { authorization } })).status).toBe(200)
    for (let number = 0; number < 10; number++) {
      for (const path of ['/healthz', '/openapi.json']) {
        const response = await world.request(path)
        expect([response.status, response.headers.get('ratelimit')]).toEqual([200, null])
      }
    }
  })

  it('has no limit where it is 0', async () => {
    await open({ rateLimit: 0 })
    const answers = await Promise.all(Array.from({ length: 700 }, () => world.request('/v1/me')))

    expect(answers.every(({ status, headers }) => status === 200 && headers.get('ratelimit') === null)).toBe(true)
  })

  it('of 600 a minute is what it is by default', async () => {
    await open({})

    expect((await world.request('/v1/me')).headers.get('ratelimit-policy')).toBe('"default";q=600;w=60')
  })
})

describe('an address that guesses keys', () => {
  const guess = (address?: string) =>
    world.request('/v1/me', {
      headers: { authorization: 'Bearer guessed', ...(address === undefined ? {} : { 'x-forwarded-for': address }) },
    })

  it('is told to wait, and a good key goes on from there', async () => {
    await open({})
    const statuses = []
    for (let number = 0; number < 70; number++) statuses.push((await guess()).status)

    expect(statuses).toEqual([...Array<number>(60).fill(401), ...Array<number>(10).fill(429)])
    const refused = await guess()
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await world.request('/v1/me')).status).toBe(200)
  })

  it('behind a proxy is the one that the proxy names', async () => {
    await open({ trustedProxies: 1 })
    for (let number = 0; number < 61; number++) await guess('6.6.6.6, 192.0.2.1')

    expect((await guess('192.0.2.1')).status, 'the last one, which the proxy wrote').toBe(429)
    expect((await guess('192.0.2.2')).status).toBe(401)
    expect((await guess('2001:db8:1:2:3:4:5:6')).status).toBe(401)
  })

  it('is its network, however it is written', async () => {
    await open({ trustedProxies: 1 })
    for (let number = 0; number < 60; number++) await guess(`2001:db8::${(number + 1).toString(16)}:1:2:3`)

    expect((await guess('2001:db8::1')).status).toBe(429)
    expect((await guess('2001:db8:0:0:1::')).status).toBe(429)
    expect((await guess('2001:db8:0:1::1')).status).toBe(401)
    expect((await guess('::1')).status).toBe(401)
  })

  it('names no other where no proxy is trusted', async () => {
    await open({})
    for (let number = 0; number < 60; number++) await guess(`192.0.2.${number}`)

    expect((await guess('192.0.2.99')).status).toBe(429)
  })
})

describe('a URL', () => {
  it('may have 8,192 characters', async () => {
    await open({})
    const path = (length: number) => `/v1/videos?text=${'x'.repeat(length - '/v1/videos?text='.length)}`

    expect((await world.request(path(URL_MOST))).status).toBe(400)
    expect(await answered(await world.request(path(URL_MOST + 1)))).toEqual([414, 'url_too_long'])
    expect(await answered(await world.request(`/${'x'.repeat(URL_MOST)}`))).toEqual([414, 'url_too_long'])
  })

  it('and headers may have 16 KiB together', async () => {
    await open({})
    const connection = socket()
    connection.end(`GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`)

    expect(await answerTo(connection)).toEqual([431, 'headers_too_large'])
  })
})

describe('a client that is slow', () => {
  const sockets = { headersMs: 300, requestMs: 600, checkMs: 50 }

  it('with its headers is hung up on', async () => {
    await open({ sockets })
    const connection = socket()
    connection.write('GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ')

    expect(await answerTo(connection)).toEqual([408, 'request_timeout'])
  })

  it('with its body is hung up on, though it sends a byte now and then', async () => {
    await open({ sockets })
    const connection = socket()
    const length = 'Content-Type: application/json\r\nContent-Length: 1000\r\n'
    connection.write(`POST /v1/videos HTTP/1.1\r\nHost: a\r\n${AS_ADMIN}${length}\r\n`)
    const drip = setInterval(() => connection.write(' '), 50)

    expect(await answerTo(connection).finally(() => clearInterval(drip))).toEqual([408, 'request_timeout'])
    expect(await world.rowsWritten()).toBe(0)
  })

  it('does not keep others from being served', async () => {
    await open({ sockets: { ...sockets, requestMs: 60_000, headersMs: 60_000 } })
    const slow = Array.from({ length: 200 }, socket)
    await Promise.all(slow.map((each) => once(each, 'connect')))
    for (const each of slow) each.write('POST /v1/videos HTTP/1.1\r\nHost: a\r\n')

    expect((await world.post(JSON.stringify(ORDER))).status).toBe(202)
    for (const each of slow) each.destroy()
  })
})

describe('connections', () => {
  it('beyond the limit are refused, and taken again when others have ended', async () => {
    await open({ sockets: { connections: 2 } })
    const first = [socket(), socket()]
    await Promise.all(first.map((each) => once(each, 'connect')))
    for (const each of first) each.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
    await Promise.all(first.map((each) => once(each, 'data')))

    expect(await text(socket())).toBe('')
    for (const each of first) each.destroy()

    await expect
      .poll(() =>
        world.request('/healthz').then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200)
  })
})

describe('a process that has too much to do', () => {
  it('refuses with 503 and when to come again, and says that it lives', async () => {
    await open({ pressure: { heapUsedBytes: 1, sampleMs: 20 } })
    await expect.poll(async () => (await world.request('/v1/me')).status).toBe(503)

    const refused = await world.request('/v1/me')
    expect(await answered(refused.clone())).toEqual([503, 'overloaded'])
    expect(refused.headers.get('retry-after')).toBe('2')
    expect(await refused.json()).toMatchObject({ retryable: true })
    expect((await world.request('/healthz')).status).toBe(200)
    expect((await world.request('/readyz')).status).toBe(200)
  })

  it('does so where its event loop stands still for long, and takes requests again', async () => {
    await open({ pressure: { eventLoopDelayMs: 40, sampleMs: 100 } })
    const until = performance.now() + 2_000
    let busy = true
    const block = () => {
      const end = performance.now() + 80
      while (performance.now() < end);
      busy = performance.now() < until
      if (busy) setImmediate(block)
    }
    block()

    await expect.poll(async () => (await world.request('/v1/me')).status, { interval: 1 }).toBe(503)
    await expect.poll(async () => (await world.request('/v1/me')).status, { timeout: 10_000 }).toBe(200)
    expect(busy).toBe(false)
  })
})
