/** Requests that want to do harm: refused or harmless. */
import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { text } from 'node:stream/consumers'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../../../test/support/web-process.ts'
import { answered, postKey } from './support/keys.ts'
import { ORDER, setup, submit, type World } from './support/world.ts'

let world: World
/** Where one video waits at a time. */
let files: World
beforeAll(async () => {
  // Test and app share one event loop here: what the test makes ready is not the app's burden.
  world = await setup({ rateLimit: 0, pressure: { eventLoopDelayMs: 60_000 } })
  files = await setup()
})
afterAll(async () => {
  await files.close()
  await world.close()
})

const JSON_TYPE = { 'content-type': 'application/json' }
const FIELDS = JSON.stringify(ORDER).slice(1, -1)

/** As it stands, which fetch would not send; answers with the head and the body. */
async function raw(request: string): Promise<{ head: string; body: string }> {
  const { hostname, port } = new URL(world.url)
  const socket = connectSocket({ host: hostname, port: Number(port) })
  await once(socket, 'connect')
  // Not `end`: whoever closes its side wants no answer.
  socket.write(request)
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  return { head, body }
}

const rawGet = (path: string) =>
  raw(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n\r\n`)

const get = async (path: string) => answered(await world.request(path))

async function lives() {
  expect((await world.request('/healthz')).status).toBe(200)
}

describe('a path in place of an id', () => {
  const paths = [
    '../../../../etc/passwd',
    '..%2f..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '....//....//etc/passwd',
    '..%5c..%5cwindows%5cwin.ini',
    '%c0%ae%c0%ae%2fetc%2fpasswd',
    'file:%2f%2f%2fetc%2fpasswd',
    '%00',
    "1'%20or%20'1'='1",
    '00000000-0000-0000-0000-000000000000%00.png',
    '{{7*7}}',
    '$%7bjndi:ldap:x%7d',
  ]

  it.each(paths)('%s reaches nothing', async (path) => {
    for (const place of ['videos', 'artifacts', 'channels', 'keys']) {
      for (const rest of ['', '/content', '/artifacts']) {
        const { head, body } = await rawGet(`/v1/${place}/${path}${rest}`)
        expect(head, `answer to ${path}`).toMatch(/^HTTP\/1\.1 (400|404) /)
        expect(head).toContain('application/problem+json')
        expect(body).not.toMatch(/root:|ENOENT|\/work|node_modules/)
      }
    }
  })

  it.each(['/docs/static/..%2f..%2f..%2fpackage.json', '/docs/static/%2e%2e/%2e%2e/package.json'])(
    '%s leaves no folder of pages',
    async (path) => {
      const { head, body } = await rawGet(path)

      expect(head).toMatch(/^HTTP\/1\.1 (400|403|404) /)
      expect(body).not.toContain('"version"')
    },
  )
})

describe('line ends in what becomes a header', () => {
  it('are no header of ours', async () => {
    for (const path of [
      '/v1/videos/%0d%0aSet-Cookie:%20a=b',
      '/v1/videos?cursor=%0d%0aSet-Cookie:%20a=b',
      '/%0d%0aX:%20y',
    ]) {
      const { head } = await rawGet(path)
      expect(head).toMatch(/^HTTP\/1\.1 4/)
      expect(head.toLowerCase()).not.toMatch(/\nset-cookie|\nx: y/)
    }
  })

  it('in a name or a title are refused or kept out of headers', async () => {
    const key = await postKey(world, { name: 'a\r\nSet-Cookie: b=c', scopes: ['videos:read'] })
    expect(await answered(key)).toEqual([422, 'invalid_body'])
    const response = await world.post(JSON.stringify({ ...ORDER, title: 'a\r\nSet-Cookie: b=c' }))
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.headers.get('location') ?? '/v1/videos/').toMatch(/^\/v1\/videos\/[0-9a-f-]*$/)
  })

  it.each([
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n'],
    ['a length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n'],
    ['a length that is no number', 'Content-Length: 1e3\r\n'],
    ['a header that is folded', 'X: a\r\n b\r\n'],
    ['a blank before the colon', 'Content-Length : 2\r\n'],
    ['a bare line feed', 'X: a\nY: b\r\n'],
  ])('with %s are no request', async (_name, headers) => {
    const { head } = await raw(
      `POST /v1/videos HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n${headers}\r\n{}`,
    )

    expect(head.match(/HTTP\/1\.1 (\d+)/g)).toEqual(['HTTP/1.1 400'])
  })
})

describe('names that reach prototypes', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('%s is refused in bodies', async (name) => {
    for (const body of [
      `{${FIELDS},"${name}":{"polluted":true}}`,
      `{${FIELDS},"metadata":{"${name}":{"polluted":true}}}`,
      `{"title":"T","scenes":[{"narration":"n","${name}":{"polluted":true}}]}`,
    ]) {
      expect(await answered(await world.post(body))).toEqual([400, 'malformed_json'])
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it.each(['__proto__', 'constructor.prototype.polluted', '__proto__[polluted]', 'toString', 'hasOwnProperty'])(
    '%s is refused in queries',
    async (name) => {
      expect(await get(`/v1/videos?${name}=true`)).toEqual([400, 'invalid_query'])
      expect(({} as { polluted?: string }).polluted).toBeUndefined()
    },
  )

  it('are no ids either', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect((await get(`/v1/channels/${name}`))[0]).toBe(404)
      expect((await get(`/v1/videos/${name}`))[0]).toBe(404)
    }
  })
})

describe('texts that are made to take long', () => {
  /** Prefixes, what is repeated, and ends that make a naive pattern go back again and again. */
  const texts: [string, (length: number) => string][] = [
    ['blanks before a letter', (length) => `${' '.repeat(length)}x`],
    ['blanks before a control character', (length) => `${' '.repeat(length)}\u0001`],
    ['one letter and a stranger', (length) => `${'a'.repeat(length)}!`],
    ['nested brackets', (length) => '('.repeat(length)],
    ['dots and dashes', (length) => '.-'.repeat(length / 2)],
    ['quotes and backslashes', (length) => '\\"'.repeat(length / 2)],
    ['commas', (length) => ','.repeat(length)],
    ['line ends', (length) => '\r\n'.repeat(length / 2)],
    ['halves of pairs', (length) => '\ud800'.repeat(length)],
  ]
  const LENGTHS = [20_000, 320_000] as const

  it.each(texts)('%s are looked through in linear time', async (_name, make) => {
    const send = async (length: number) => {
      const long = make(length)
      const start = performance.now()
      const answer = await world.post(JSON.stringify({ title: long, brief: long, externalId: long, channel: long }))
      await answer.text()
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      return performance.now() - start
    }
    await send(LENGTHS[0])
    const short = Math.min(await send(LENGTHS[0]), await send(LENGTHS[0]))
    const long = Math.min(await send(LENGTHS[1]), await send(LENGTHS[1]))

    // Sixteen times as long; squared it would be 256 times. What a request costs at all is let off.
    expect(long).toBeLessThan(64 * Math.max(short, 5))
  })

  it('do not hold up headers and queries', async () => {
    const start = performance.now()
    const long = ','.repeat(7_000)
    const headers = { 'if-none-match': long, 'if-match': `W/${long}"`, 'idempotency-key': 'x', range: `bytes=${long}` }
    await world.request('/v1/videos', { headers })
    await world.request('/v1/videos', { headers: { authorization: `Bearer ${' '.repeat(7_000)}` } })
    await world.request(`/v1/videos?${'a&'.repeat(3_500)}`)

    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

describe('bombs of JSON', () => {
  it.each<[string, () => string]>([
    ['a hundred thousand lists in each other', () => '['.repeat(100_000)],
    ['a hundred thousand objects in each other', () => '{"a":'.repeat(100_000)],
    ['a closed nest', () => `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
    ['a hundred and fifty thousand fields', () => `{${Array.from({ length: 150_000 }, (_, i) => `"k${i}":1`).join()}}`],
    ['a list of a million entries', () => `[${'1,'.repeat(999_999)}1]`],
    ['a number of a million digits', () => `{"title":${'9'.repeat(1_000_000)}}`],
    ['a million escapes', () => `{"title":"${'\\u0041'.repeat(300_000)}"}`],
    [
      'ten thousand scenes',
      () => JSON.stringify({ ...ORDER, scenes: Array.from({ length: 10_000 }, () => ({ narration: 'n' })) }),
    ],
  ])('%s is refused within two seconds', async (_name, make) => {
    const body = make()
    const start = performance.now()
    const response = await world.post(body)
    const answer = await response.text()

    expect(response.status, `answer: ${answer.slice(0, 200)}`).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    expect(answer.length).toBeLessThan(60_000)
    expect(performance.now() - start).toBeLessThan(2_000)
    await lives()
  })

  it('ten million lists are more than a batch may have, and hold up nobody', async () => {
    const start = performance.now()
    const response = await world.request('/v1/videos/batch', {
      method: 'POST',
      body: `[${'[],'.repeat(10_000_000)}0]`,
      headers: { 'content-type': 'application/json' },
    })

    expect(await answered(response)).toEqual([413, 'body_too_large'])
    expect(performance.now() - start).toBeLessThan(2_000)
    await lives()
  })

  it('a million fields are more than a body may have', async () => {
    const body = `{${Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":1`).join()}}`

    expect(await answered(await world.post(body))).toEqual([413, 'body_too_large'])
  })
})

describe('numbers out of bounds', () => {
  it.each(['1e400', '-1e400', '9223372036854775808', '1e308', '0.1e-400', '99999999999999999999999'])(
    '%s in a body is a fault, and no 500',
    async (number) => {
      for (const body of [
        `{${FIELDS},"priority":${number}}`,
        `{"title":${number},"brief":"b"}`,
        `{"scenes":${number}}`,
      ]) {
        expect((await world.post(body)).status).toBe(422)
      }
    },
  )

  it.each(['1e400', '-1', '0', '9223372036854775808', '1.5', 'NaN', 'Infinity', '%20', '1e1000000'])(
    '%s as a limit of a page is a fault',
    async (number) => {
      expect(await get(`/v1/videos?limit=${number}`)).toEqual([400, 'invalid_query'])
      expect(await get(`/v1/keys?limit=${number}`)).toEqual([400, 'invalid_query'])
    },
  )

  it.each(['1e400', '9223372036854775808', '-1'])('%s in a Range is no reason to fail', async (number) => {
    const id = await submit(files)
    await files.makeFiles(id, [{ role: 'film', mediaType: 'video/mp4', content: 'film' }])
    const { artifacts } = (await (await files.request(`/v1/videos/${id}/artifacts`)).json()) as {
      artifacts: { links: { content: string } }[]
    }
    const headers = { range: `bytes=${number}-${number}` }

    expect([200, 416]).toContain((await files.request(artifacts[0]!.links.content, { headers })).status)
  })
})

describe('what is said twice', () => {
  it('in a body is refused', async () => {
    expect(await answered(await world.post(`{${FIELDS},"title":"Other"}`))).toEqual([400, 'malformed_json'])
    expect(await answered(await world.post(`{${FIELDS},"metadata":{"a":1,"a":2}}`))).toEqual([400, 'malformed_json'])
  })

  it('in a query is refused', async () => {
    expect(await get('/v1/videos?limit=1&limit=2')).toEqual([400, 'invalid_query'])
    expect(await get('/v1/keys?limit=1&limit=100')).toEqual([400, 'invalid_query'])
  })

  it('as a key of the API is refused', async () => {
    const { head } = await raw(
      `GET /v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer no\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n\r\n`,
    )

    expect(head).toMatch(/^HTTP\/1\.1 401 /)
  })
})

describe('a body that is compressed', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['gzip, gzip', (body: string) => gzipSync(gzipSync(body))],
    ['GZIP', gzipSync],
    ['unknown', (body: string) => Buffer.from(body)],
  ])('with %s is refused, and not opened', async (encoding, compress) => {
    const bomb = compress(`{"title":"${'a'.repeat(10_000_000)}"}`)
    const response = await world.request('/v1/videos', {
      method: 'POST',
      headers: { ...JSON_TYPE, 'content-encoding': encoding },
      body: new Uint8Array(bomb.subarray(0, 1_000_000)),
    })

    expect(await answered(response)).toEqual([415, 'unsupported_media_type'])
  })
})

describe('U+0000', () => {
  it('in a text is refused', async () => {
    expect(await answered(await world.post(JSON.stringify({ ...ORDER, title: 'a\u0000b' })))).toEqual([
      422,
      'invalid_order',
    ])
    expect(await answered(await postKey(world, { name: 'a\u0000b', scopes: ['videos:read'] }))).toEqual([
      422,
      'invalid_body',
    ])
    expect(await answered(await world.post(`{"title":"a\u0000b"}`))).toEqual([400, 'malformed_json'])
  })

  it('in a path or a query is no reason to fail', async () => {
    for (const path of ['/v1/videos/%00', '/v1/channels/%00', '/v1/channels/a%00b', '/%00']) {
      expect((await get(path))[0]).toBe(404)
    }
    for (const name of ['cursor', 'text', 'channel', 'externalId', '%00']) {
      const [status] = await get(`/v1/videos?${name}=%00`)
      expect([200, 400], `answer to ${name}`).toContain(status)
    }
  })

  it('in a header is no request', async () => {
    expect((await raw(`GET /v1/me HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n`)).head).toMatch(/^HTTP\/1\.1 400 /)
  })
})
