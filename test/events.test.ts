/** Streams of events from web processes as they are deployed. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventSource } from 'eventsource'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type FreshDatabase } from './support/database.ts'
import { startTcpProxy } from './support/tcp-proxy.ts'
import { ADMIN_KEY, startWeb, type WebProcess } from './support/web-process.ts'

const soon = { timeout: 30_000, interval: 20 }

let database: FreshDatabase
let sql: postgres.Sql
let folder: string
let webs: WebProcess[]

beforeAll(async () => {
  database = await freshDatabase()
  sql = postgres(database.url, { max: 4 })
  folder = await mkdtemp(join(tmpdir(), 'reelyard-test-'))
  webs = await Promise.all([1, 2].map(() => startWeb({ databaseUrl: database.url, folder })))
})
afterAll(async () => {
  for (const web of webs) await web.stop()
  await sql.end()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

async function tell(): Promise<string> {
  const [row] = await sql`
    insert into events (type, channel_id, data) values ('video.completed', 'default', '{}') returning id::text`
  return String(row!.id)
}

/** A client as people have one: it comes back by itself. */
function follow(url: string) {
  const source = new EventSource(`${url}/v1/events`, {
    fetch: (input, init) =>
      fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${ADMIN_KEY}` } }),
  })
  const ids: string[] = []
  const refusals: (number | undefined)[] = []
  let openings = 0
  source.addEventListener('ready', () => (openings += 1))
  source.addEventListener('video.completed', ({ data }) => ids.push((JSON.parse(data as string) as { id: string }).id))
  source.addEventListener('error', ({ code }) => code !== undefined && refusals.push(code))
  return { ids, refusals, openings: () => openings, close: () => source.close() }
}

test('a client that loses its connection in mid-run misses no event', async () => {
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(webs[0]!.url).port) })
  const client = follow(`http://127.0.0.1:${proxy.port}`)
  await expect.poll(() => [client.openings(), ...client.refusals], soon).toEqual([1])
  const told: string[] = []
  for (const losses of [1, 2, 3]) {
    for (let index = 0; index < 30; index++) told.push(await tell())
    proxy.cut()
    for (let index = 0; index < 30; index++) told.push(await tell())
    await expect.poll(client.openings, soon).toBe(1 + losses)
  }
  told.push(await tell())
  await expect.poll(() => client.ids.length, soon).toBeGreaterThanOrEqual(told.length)
  expect(client.ids).toEqual(told)
  expect(client.refusals).toEqual([])
  client.close()
  await proxy.close()
})

test('two web processes serve one client alternately without a difference', async () => {
  const steady = follow(webs[0]!.url)
  await expect.poll(steady.openings, soon).toBe(1)
  let last: string | undefined
  const seen: string[] = []
  const told: string[] = []
  for (let turn = 0; turn < 12; turn++) {
    const gone = new AbortController()
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, ...(last ? { 'last-event-id': last } : {}) }
    const response = await fetch(`${webs[turn % 2]!.url}/v1/events`, { headers, signal: gone.signal })
    const until = turn === 0 ? 'event: ready' : `"id":"${told.at(-1)}"`
    let text = ''
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      text += piece
      if (text.includes(until) && text.endsWith('\n\n')) break
    }
    gone.abort()
    seen.push(...[...text.matchAll(/"id":"(\d+)"/g)].map(([, id]) => id!))
    last = [...text.matchAll(/^id: (.*)$/gm)].at(-1)![1]
    for (let index = 0; index < 5; index++) told.push(await tell())
  }
  const heard = told.slice(0, -5)
  expect(seen).toEqual(heard)
  await expect.poll(() => steady.ids.length, soon).toBe(told.length)
  expect(steady.ids).toEqual(told)
  steady.close()
})

test('a web process that is told to end does not wait for its streams, and a client goes on elsewhere', async () => {
  const ending = await startWeb({ databaseUrl: database.url, folder })
  const client = follow(ending.url)
  await expect.poll(client.openings, soon).toBe(1)
  const began = performance.now()
  expect(await ending.stop()).toBe(0)
  expect(performance.now() - began).toBeLessThan(5_000)
  client.close()
})
