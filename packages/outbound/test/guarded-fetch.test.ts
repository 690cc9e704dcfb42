import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect as connectSocket, createServer as createTcp } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { guardedFetch, OutboundError, readAllowList, type GuardedFetchOptions } from '@reelyard/outbound'
import { afterEach, expect, test } from 'vitest'

const open: { close(): unknown }[] = []

afterEach(async () => {
  for (const each of open.splice(0)) each.close()
})

async function serve(listener: RequestListener): Promise<{ port: number; server: Server }> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ close: () => (server.closeAllConnections(), server.close()) })
  return { server, port: (server.address() as AddressInfo).port }
}

/** `hooks.test` is this machine, by the allow-list; every other name is not. */
const ALLOW = readAllowList('hooks.test, *.hooks.test')
const HERE = async () => ['127.0.0.1']

const textOf = async (answer: { status: number; body: AsyncIterable<Uint8Array> }) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.body) chunks.push(chunk)
  return { status: answer.status, text: Buffer.concat(chunks).toString() }
}

function ask(url: string, options: Partial<GuardedFetchOptions> = {}) {
  const all = { timeoutMs: 5_000, maxBytes: 1_000, allow: ALLOW, resolver: HERE, ...options }
  return guardedFetch(url, all, textOf)
}

async function codeOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof OutboundError ? error.code : String(error)),
  )
}

test('an allow-listed host is asked by its name, at the address that was looked up', async () => {
  const { port } = await serve(({ headers, socket }, response) =>
    response.end(`${headers.host} ${headers['accept-encoding']} ${socket.remoteAddress}`),
  )
  const { text } = await ask(`http://hooks.test:${port}/path?q=1`)
  expect(text).toBe(`hooks.test:${port} identity 127.0.0.1`)
})

test('a name is looked up once: what was checked is what is connected to', async () => {
  const { port } = await serve((_request, response) => response.end('inside'))
  const answers = [['127.0.0.1'], ['10.0.0.1']]
  let asked = 0
  const resolver = async () => answers[asked++] ?? []
  expect(await ask(`http://hooks.test:${port}/`, { resolver })).toEqual({ status: 200, text: 'inside' })
  expect(asked).toBe(1)
})

test('a DNS that changes its answer after the check leads nowhere else', async () => {
  let reached = 0
  const { port } = await serve((_request, response) => (reached++, response.end()))
  const dns = await changingDns(['127.0.0.2', '127.0.0.1'])
  const resolver = async (name: string) => dns.resolve4(name)
  const allow = readAllowList('127.0.0.2/32')
  // Nobody listens at the address that was checked; the server is at the one that DNS gives from then on.
  expect(await codeOf(ask(`http://rebind.test:${port}/`, { resolver, allow }))).toBe('connect_failed')
  expect(await codeOf(ask(`https://rebind.test:${port}/`, { resolver, allow }))).toBe('unsafe_address')
  expect(reached).toBe(0)
})

test('a redirect to a private address is refused', async () => {
  let reached = 0
  const inner = await serve((_request, response) => (reached++, response.end()))
  const outer = await serve((_request, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${inner.port}/` }).end(),
  )
  expect(await codeOf(ask(`http://hooks.test:${outer.port}/`))).toBe('unsafe_scheme')
  const secure = await serve((_request, response) =>
    response.writeHead(302, { location: `https://internal.example:${inner.port}/` }).end(),
  )
  expect(await codeOf(ask(`http://hooks.test:${secure.port}/`))).toBe('unsafe_address')
  expect(reached).toBe(0)
})

test('redirects are followed three times, each looked up, and secrets do not go to another host', async () => {
  const seen: (string | undefined)[] = []
  const { port } = await serve(({ url, headers }, response) => {
    seen.push(headers.authorization)
    const n = Number(url?.slice(1))
    if (n > 0) response.writeHead(302, { location: n === 1 ? `http://other.hooks.test:${port}/0` : `/${n - 1}` })
    response.end('there')
  })
  const headers = { authorization: 'secret' }
  expect(await ask(`http://hooks.test:${port}/3`, { headers })).toEqual({ status: 200, text: 'there' })
  expect(seen).toEqual(['secret', 'secret', 'secret', undefined])
  expect(await codeOf(ask(`http://hooks.test:${port}/4`))).toBe('too_many_redirects')
  expect((await ask(`http://hooks.test:${port}/3`, { redirects: 0 })).status).toBe(302)
  expect((await ask(`http://hooks.test:${port}/3`, { method: 'POST', body: '' })).status).toBe(302)
})

test('an answer that is larger than it may be is refused, whether it says so or not', async () => {
  const { port } = await serve(({ url }, response) => {
    if (url === '/said') response.setHeader('content-length', 1_001)
    response.write('a'.repeat(600))
    response.end('a'.repeat(401))
  })
  expect(await codeOf(ask(`http://hooks.test:${port}/said`))).toBe('too_large')
  expect(await codeOf(ask(`http://hooks.test:${port}/unsaid`))).toBe('too_large')
})

test('an endless answer and endless headers come to an end', async () => {
  const { port } = await serve((_request, response) => {
    const more = () => void (response.destroyed || (response.write('a'.repeat(10_000)), setImmediate(more)))
    more()
  })
  expect(await codeOf(ask(`http://hooks.test:${port}/`))).toBe('too_large')
  const headers = await serve((_request, response) => {
    for (let n = 0; n < 100; n++) response.setHeader(`x-${n}`, 'a'.repeat(500))
    response.end()
  })
  expect(await codeOf(ask(`http://hooks.test:${headers.port}/`))).toBe('broken_answer')
})

test('a compressed answer is refused: it could be any size', async () => {
  const { port } = await serve((_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('a'.repeat(10_000_000))),
  )
  expect(await codeOf(ask(`http://hooks.test:${port}/`))).toBe('encoded')
})

test('time ends a look-up, a connection that says nothing, and an answer that trickles', async () => {
  const never = () => new Promise<string[]>(() => {})
  expect(await codeOf(ask('http://hooks.test/', { resolver: never, timeoutMs: 100 }))).toBe('timeout')
  const silent = createTcp(() => {})
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  open.push(silent)
  const silentPort = (silent.address() as AddressInfo).port
  expect(await codeOf(ask(`http://hooks.test:${silentPort}/`, { timeoutMs: 200 }))).toBe('timeout')
  const { port } = await serve((_request, response) => void response.write('a'))
  expect(await codeOf(ask(`http://hooks.test:${port}/`, { timeoutMs: 200 }))).toBe('timeout')
})

test('what is no HTTP, no TLS, or nobody there is told apart', async () => {
  const noise = createTcp((socket) => void socket.on('error', () => {}).end('hello\r\n\r\n', () => socket.destroy()))
  noise.listen(0, '127.0.0.1')
  await once(noise, 'listening')
  const { port } = noise.address() as AddressInfo
  expect(await codeOf(ask(`http://hooks.test:${port}/`))).toBe('broken_answer')
  expect(await codeOf(ask(`https://hooks.test:${port}/`))).toBe('tls_failed')
  noise.close()
  await once(noise, 'close')
  expect(await codeOf(ask(`http://hooks.test:${port}/`))).toBe('connect_failed')
})

test('the next address is tried where one does not answer', async () => {
  const { port } = await serve((_request, response) => response.end('second'))
  const resolver = async () => ['127.0.0.9', '127.0.0.1']
  expect((await ask(`http://hooks.test:${port}/`, { resolver })).text).toBe('second')
})

test('no proxy of the environment is asked', async () => {
  let asked = 0
  const proxy = await serve((_request, response) => (asked++, response.end('proxy')))
  const { port } = await serve((_request, response) => response.end('direct'))
  const proxied = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NODE_USE_ENV_PROXY: '1' }
  Object.assign(process.env, proxied)
  try {
    expect((await ask(`http://hooks.test:${port}/`)).text).toBe('direct')
  } finally {
    for (const name of Object.keys(proxied)) delete process.env[name]
  }
  expect(asked).toBe(0)
})

test('the addresses that are left are not tried once the time is over', async () => {
  let reached = 0
  const mute = createTcp(() => reached++).listen(0, '127.0.0.1')
  await once(mute, 'listening')
  open.push(mute)
  const { port } = mute.address() as AddressInfo
  const accepted = once(mute, 'connection')
  const resolver = async () => ['127.0.0.1', '127.0.0.1', '127.0.0.1']
  const asked = codeOf(ask(`https://hooks.test:${port}/`, { resolver, timeoutMs: 200, connectTimeoutMs: 600 }))
  const [first] = (await accepted) as [Socket]
  const ended = once(
    first.resume().on('error', () => {}),
    'close',
  )
  expect(await Promise.race([asked, ended])).toBe('timeout')
  await ended
  // Whoever was called before this one has come before it.
  const last = connectSocket(port, '127.0.0.1')
  open.push({ close: () => last.destroy() })
  await once(mute, 'connection')
  expect(reached).toBe(2)
})

/** A DNS server over UDP that gives the next of these addresses to each question, and the last for ever. */
async function changingDns(addresses: string[]): Promise<Resolver> {
  const server = createSocket('udp4')
  server.on('message', (question, from) => {
    const address = (addresses.length > 1 ? addresses.shift() : addresses[0])!
    const answer = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)])
    const header = Buffer.from(question)
    header.writeUInt16BE(0x8180, 2)
    header.writeUInt16BE(1, 6)
    header.writeUInt16BE(0, 10)
    const end = question.indexOf(0, 12) + 5
    server.send(Buffer.concat([header.subarray(0, end), answer]), from.port, from.address)
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(server)
  const resolver = new Resolver()
  resolver.setServers([`127.0.0.1:${server.address().port}`])
  return resolver
}
