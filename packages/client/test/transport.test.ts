/** Orders that are sent again, and streams that break: local servers that misbehave. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createClient, ProblemError, UnreachableError, type ReelyardEvent } from '@reelyard/client'
import { describe, expect, it, onTestFinished } from 'vitest'

type Listener = (...args: Parameters<RequestListener>) => unknown

async function serve(answer: Listener): Promise<string> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

type Answer = Parameters<RequestListener>[1]

function problem(response: Answer, status: number, code: string, headers: Record<string, string> = {}): void {
  const document = { type: `urn:reelyard:problem:${code}`, title: 'T', status, code, detail: 'D.', errors: [] }
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(document))
}

describe('an order', () => {
  it('is sent again under one key until it is answered, with its body and the API key', async () => {
    const seen: { key: unknown; body: string; authorization: unknown }[] = []
    const answers: ((request: IncomingMessage, response: Answer) => void)[] = [
      (request) => request.socket.destroy(),
      (_, response) => problem(response, 503, 'not_ready', { 'retry-after': '0' }),
      (_, response) => problem(response, 409, 'idempotency_in_flight'),
      (_, response) => response.writeHead(202).end(JSON.stringify({ id: 'v' })),
    ]
    const url = await serve(async (request, response) => {
      const { 'idempotency-key': key, authorization } = request.headers
      seen.push({ key, authorization, body: await text(request) })
      answers[seen.length - 1]?.(request, response)
    })
    const { id } = await createClient(url, { apiKey: 'ry_x' }).submitVideo({ title: 'T' })
    expect(id).toBe('v')
    expect(seen).toHaveLength(4)
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(seen[0]).toEqual({
      key: expect.stringMatching(/^[\w-]{36}$/),
      body: '{"title":"T"}',
      authorization: 'Bearer ry_x',
    })
  })

  it('is given up when patience is over, and is not sent again where it was refused', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked += 1
      problem(response, asked === 1 ? 422 : 503, asked === 1 ? 'invalid_order' : 'not_ready', { 'retry-after': '60' })
    })
    const client = createClient(url)
    await expect(client.submitVideo({})).rejects.toBeInstanceOf(ProblemError)
    expect(asked).toBe(1)
    await expect(client.submitVideo({})).rejects.toMatchObject({ code: 'not_ready', retryAfterSeconds: 60 })
    expect(asked).toBe(2)
    await expect(createClient('http://127.0.0.1:1', { patienceMs: 0 }).submitVideo({})).rejects.toBeInstanceOf(
      UnreachableError,
    )
  })

  it('bears the key of its caller', async () => {
    const url = await serve((request, response) =>
      response.end(JSON.stringify({ id: request.headers['idempotency-key'] })),
    )
    expect(await createClient(url).submitVideo({}, { idempotencyKey: 'mine' })).toEqual({ id: 'mine' })
  })
})

describe('a log', () => {
  async function lines(url: string): Promise<string[]> {
    const read: string[] = []
    for await (const line of createClient(url).logs('t', { follow: true })) read.push(line)
    return read
  }

  it('comes line by line, the last one too', async () => {
    let asked = ''
    const url = await serve((request, response) => {
      asked = request.url ?? ''
      response.write('one\n\ntw', () => response.end('o\nthree'))
    })
    expect(await lines(url)).toEqual(['one', '', 'two', 'three'])
    expect(asked).toBe('/v1/tasks/t/logs?follow=true')
  })

  it('that breaks off says so', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('one\n', () => response.destroy())
    })
    await expect(lines(url)).rejects.toBeInstanceOf(UnreachableError)
  })
})

describe('a stream of events', () => {
  async function take(events: AsyncIterable<ReelyardEvent>, count: number): Promise<ReelyardEvent[]> {
    const taken: ReelyardEvent[] = []
    for await (const event of events) if (taken.push(event) === count) break
    return taken
  }

  const frame = (id: number, end = '\n') => `id: ${id}${end}event: task.pending${end}data: {"n":${id}}${end}${end}`

  it('goes on after the last event when the connection breaks', async () => {
    const asked: unknown[] = []
    const url = await serve((request, response) => {
      asked.push(request.headers['last-event-id'])
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      if (asked.length === 1) response.end(`retry: 1\n\n${frame(1)}: heartbeat\n\n${frame(2, '\r\n')}id: 9\nda`)
      else if (asked.length === 2) request.socket.destroy()
      else response.write(`event: ready\nid: 2\ndata: {}\n\n${frame(3)}`)
    })
    const events = await take(createClient(url).watch('v'), 3)
    expect(events.map(({ cursor, n }) => [cursor, n])).toEqual([
      ['1', 1],
      ['2', 2],
      ['3', 3],
    ])
    // What the first connection began and did not end has not happened yet.
    expect(asked).toEqual([undefined, '2', '2'])
  })

  it('is read whole however it is cut into pieces', async () => {
    const bytes = Buffer.from(`id: 1\r\nevent: task.pending\r\ndata: {"title":\r\ndata: "日本 🎬"}\r\n\r\n`)
    const url = await serve(async (_, response) => {
      for (const byte of bytes) await new Promise((resolve) => response.write(Buffer.from([byte]), resolve))
    })
    expect(await take(createClient(url).watch('v'), 1)).toMatchObject([{ title: '日本 🎬' }])
  })

  it('that falls silent counts as broken', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked += 1
      response.write(asked === 1 ? 'retry: 1\n\n' : frame(1))
    })
    expect(await take(createClient(url).watch('v', { silenceMs: 50 }), 1)).toMatchObject([{ cursor: '1' }])
    expect(asked).toBe(2)
  })

  it('of a video that does not exist ends at once, and one that is stopped ends with the reason', async () => {
    const missing = await serve((_, response) => problem(response, 404, 'video_not_found'))
    await expect(take(createClient(missing).watch('v'), 1)).rejects.toMatchObject({ code: 'video_not_found' })
    const stop = new AbortController()
    const silent = await serve((_, response) => response.write(': nothing\n\n', () => stop.abort(new Error('enough'))))
    await expect(take(createClient(silent).watch('v', { signal: stop.signal }), 1)).rejects.toThrow('enough')
  })
})
