/** The property that streams are for: no event is missed and none comes twice, whatever writers and readers do. */
import type { AddressInfo } from 'node:net'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { openPipeline, type Pipeline } from '@reelyard/pipeline'
import { createLogger } from '@reelyard/runtime'
import { createApp } from '@reelyard/web'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts'
import { testPipelineOptions } from '../../../test/support/pipeline-options.ts'
import { ADMIN_KEY } from '../../../test/support/web-process.ts'
import { happenings, listen, type Listening, type Message } from './support/event-client.ts'

let database: FreshDatabase
let sql: postgres.Sql
let apps: { url: string; close(): Promise<void> }[]

beforeAll(async () => {
  database = await freshDatabase()
  sql = postgres(database.url, { max: 10 })
  apps = [await startApp(database.url), await startApp(database.url)]
})
afterAll(async () => {
  for (const app of apps) await app.close()
  await sql.end()
  await database.drop()
})

async function startApp(databaseUrl: string) {
  const pipeline: Pipeline = await openPipeline(testPipelineOptions(databaseUrl))
  const app = await createApp({
    pipeline,
    store: {} as never,
    voices: BUILT_IN_VOICES,
    logger: createLogger('silent', {}),
    adminKey: ADMIN_KEY,
    rateLimit: 0,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    close: async () => {
      app.server.closeAllConnections()
      await app.close()
      await pipeline.close()
    },
  }
}

/** Mulberry32: the same run for the same seed. */
function dice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

interface Writer {
  session: postgres.ReservedSql
  /** Of the transaction that is open; null: none is. */
  written: string[] | null
}

const WRITERS = 6

/** Transactions that overlap, and end in another order than they began in; some of them in nothing. */
async function write(steps: number, roll: (sides: number) => number): Promise<string[]> {
  const writers: Writer[] = await Promise.all(
    Array.from({ length: WRITERS }, async () => ({ session: await sql.reserve(), written: null })),
  )
  const committed: string[] = []
  for (let step = 0; step < steps; step++) {
    const writer = writers[roll(WRITERS)]!
    if (writer.written === null) {
      await writer.session`begin`
      writer.written = []
    } else if (writer.written.length > 0 && roll(3) === 0) await finish(writer, roll(8) > 0, committed)
    else {
      const [row] = await writer.session`
        insert into events (type, channel_id, data) values ('video.failed', 'default', '{}') returning id::text`
      writer.written.push(String(row!.id))
    }
  }
  for (const writer of writers) {
    if (writer.written) await finish(writer, true, committed)
    writer.session.release()
  }
  return committed
}

async function finish(writer: Writer, well: boolean, committed: string[]): Promise<void> {
  await (well ? writer.session`commit` : writer.session`rollback`)
  if (well) committed.push(...writer.written!)
  writer.written = null
}

/** Goes from one web process to another, with the id of the last message that it has looked at. */
async function readAtRandom(
  roll: (sides: number) => number,
  lastEventId: string,
  done: () => number | null,
): Promise<Message[]> {
  const seen: Message[] = []
  let last = lastEventId
  for (;;) {
    const listening = await listen(apps[roll(apps.length)]!.url, '/v1/events', { lastEventId: last })
    const most = 1 + roll(40)
    const enough = () => listening.messages.length >= most || allThere(seen, listening, done())
    await expect.poll(enough, { interval: 1, timeout: 30_000 }).toBe(true)
    // It may have received more than it comes to look at: then it gets that again.
    const looked = listening.messages.slice(0, most)
    listening.close()
    seen.push(...looked)
    last = looked.at(-1)?.id ?? last
    const wanted = done()
    if (wanted !== null && happenings({ messages: seen }).length >= wanted) return seen
  }
}

function allThere(seen: readonly Message[], { messages }: Listening, wanted: number | null): boolean {
  return wanted !== null && happenings({ messages: [...seen, ...messages] }).length >= wanted
}

it.each([1, 2])('readers that come and go get every event once (seed %i)', async (seed) => {
  const roll = dice(seed)
  const start = await listen(apps[0]!.url, '/v1/events')
  await expect.poll(() => start.messages.length).toBe(1)
  const { id } = start.messages[0]!
  let total: number | null = null
  const readers = Array.from({ length: 4 }, (_, index) => readAtRandom(dice(seed * 100 + index), id, () => total))
  const committed = await write(1_000, roll)
  total = committed.length
  expect(total).toBeGreaterThan(300)

  const inOrder = (ids: string[]) => ids.sort((a, b) => Number(a) - Number(b))
  for (const read of await Promise.all(readers)) {
    expect(inOrder(happenings({ messages: read }).map(({ data }) => String(data.id)))).toEqual(inOrder(committed))
    expect(read.filter(({ event }) => event === 'reset')).toEqual([])
  }
  await expect.poll(() => happenings(start)).toHaveLength(total)
  expect(inOrder(happenings(start).map(({ data }) => String(data.id)))).toEqual(inOrder(committed))
  start.close()
})

it('a client that comes back in the midst of thousands, again and again, gets each once', async () => {
  const start = await listen(apps[0]!.url, '/v1/events')
  await expect.poll(() => start.messages.length).toBe(1)
  const rows = await sql`
    insert into events (type, channel_id, data)
    select 'video.failed', 'default', '{}' from generate_series(1, 7000) returning id::text`
  const seen: string[] = []
  let { id: last } = start.messages[0]!
  for (let turn = 0; seen.length < rows.length; turn++) {
    const listening = await listen(apps[turn % 2]!.url, '/v1/events', { lastEventId: last })
    await expect.poll(() => happenings(listening).length, { interval: 1 }).toBeGreaterThan(0)
    const looked = happenings(listening).slice(0, 1_700)
    listening.close()
    seen.push(...looked.map(({ data }) => String(data.id)))
    last = looked.at(-1)!.id
  }
  expect(seen).toEqual(rows.map((row) => String(row.id)))
  await expect.poll(() => happenings(start).length, { timeout: 10_000 }).toBe(rows.length)
  expect(happenings(start).map(({ data }) => String(data.id))).toEqual(seen)
  start.close()
})
