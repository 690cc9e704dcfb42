import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../../../test/support/web-process.ts'
import { problemResource } from '../src/resources.ts'
import { setup, submit, type World } from './support/world.ts'

/** More than fits the buffers of a connection, so that it is still being sent when the app begins to close. */
const SIZE = 20_000_000

const AS_ADMIN = `Authorization: Bearer ${ADMIN_KEY}\r\n`

let world: World
beforeAll(async () => {
  world = await setup()
})
afterAll(() => world.close())

describe('the probes', () => {
  it('say yes while process and database serve', async () => {
    expect(await (await world.request('/healthz')).json()).toEqual({ status: 'ok' })
    expect(await (await world.request('/readyz')).json()).toEqual({ status: 'ok' })
  })

  it('tell a process that lives from one that can take orders', async () => {
    const other = await setup()
    try {
      await other.executeSql('alter table videos rename to moved_away')

      expect((await other.request('/healthz')).status).toBe(200)
      const response = await other.request('/readyz')
      expect([response.status, problemResource.parse(await response.json()).code]).toEqual([
        503,
        'database_unavailable',
      ])
    } finally {
      await other.close()
    }
  })
})

describe('a failure inside', () => {
  it('is a problem without internals, logged under the id that the client was given', async () => {
    const other = await setup()
    try {
      await other.executeSql('alter table videos rename column title to moved_away')
      const response = await other.post(JSON.stringify({ title: 'Secret plan', scenes: [{ narration: 'n' }] }))

      const body = await response.text()
      expect([response.status, (JSON.parse(body) as { code: string }).code]).toEqual([500, 'internal_error'])
      expect(body).not.toMatch(/column|relation|postgres|videos|drizzle/i)
      const logged = other.logLines.filter((line) => line.reqId === response.headers.get('x-request-id'))
      expect(logged.find((line) => line.level === 'error')).toMatchObject({
        code: 'internal_error',
        error: { code: '42703' },
      })
      expect(JSON.stringify(other.logLines)).not.toContain('Secret plan')
    } finally {
      await other.close()
    }
  })
})

describe('what no route takes', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/v1'],
    ['DELETE', '/v1/videos'],
    ['GET', '/v1/videos/a/b'],
    ['GET', '/.env'],
    ['GET', '/docs/static/../../package.json'],
  ])('%s %s is a problem', async (method, path) => {
    const response = await world.request(path, { method })

    expect([response.status, problemResource.parse(await response.json()).code]).toEqual([404, 'route_not_found'])
  })

  it('a path that cannot be decoded is a problem', async () => {
    const response = await world.request('/v1/videos/%ff%zz')

    expect([response.status, problemResource.parse(await response.json()).code]).toEqual([400, 'bad_request'])
  })

  it.each(['/nowhere', '/v1/videos/%ff%zz', `/${'a'.repeat(9_000)}`])(
    'is answered as all else is: under an id, and as what it is (%#)',
    async (path) => {
      const { headers } = await world.request(path)

      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    },
  )

  it.each([
    ['NONSENSE\r\n\r\n', 400, 'bad_request'],
    [`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ])('what is not HTTP is a problem too (%#)', async (sent, status, code) => {
    const { hostname, port } = new URL(world.url)
    const socket = connectSocket({ host: hostname, port: Number(port) })
    socket.end(sent)

    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')

    expect(head).toContain(`HTTP/1.1 ${status} `)
    expect(head).toContain('application/problem+json')
    expect(problemResource.parse(JSON.parse(body)).code).toBe(code)
  })
})

describe('the log', () => {
  it('has one line a request, with its id, and neither bodies nor queries', async () => {
    const response = await world.post(JSON.stringify({ title: 'Top secret title', scenes: [{ narration: 'n' }] }))
    await world.request('/v1/videos?cursor=top-secret-cursor')

    const id = response.headers.get('x-request-id')
    await expect
      .poll(() => world.logLines.find((line) => line.reqId === id && line.message === 'request'))
      .toMatchObject({
        level: 'info',
        method: 'POST',
        path: '/v1/videos',
        status: 202,
        milliseconds: expect.any(Number) as number,
      })
    expect(JSON.stringify(world.logLines)).not.toMatch(/top.secret/i)
  })
})

describe('closing', () => {
  it('lets a request that runs end, and tells one that comes after it to come again', async () => {
    const other = await setup()
    const id = await submit(other)
    await other.makeFiles(id, [{ role: 'film', mediaType: 'video/mp4', content: Buffer.alloc(SIZE) }])
    const { artifacts } = (await (await other.request(`/v1/videos/${id}/artifacts`)).json()) as {
      artifacts: { links: { content: string } }[]
    }
    const { hostname, port } = new URL(other.url)
    const socket = connectSocket({ host: hostname, port: Number(port) })
    socket.write(`GET ${artifacts[0]!.links.content} HTTP/1.1\r\nHost: a\r\n${AS_ADMIN}\r\n`)
    await once(socket, 'readable')

    const closed = other.app.close()
    await expect.poll(() => other.app.server.listening).toBe(false)
    socket.write('GET /v1/videos HTTP/1.1\r\nHost: a\r\n\r\n')

    const received = await text(socket)
    await closed
    const [first = '', film = '', second = '', problem = ''] = received.split(/\r\n\r\n|(?=HTTP\/1.1 503)/)
    expect(first).toContain('HTTP/1.1 200 ')
    expect(film).toHaveLength(SIZE)
    expect(second).toContain('HTTP/1.1 503 ')
    expect(second.toLowerCase()).toContain('connection: close')
    expect(problemResource.parse(JSON.parse(problem)).code).toBe('shutting_down')
    await other.close()
  })
})
