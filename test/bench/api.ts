/**
 * The web app under load, as a process of its own: orders taken, beside a bare handler that does the same inserts (`bare-server.ts`);
 * pages of a long listing; and events on many open streams (`api-events.ts`).
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import postgres from 'postgres'
import { freePort } from '../support/free-port.ts'
import { ADMIN_KEY, startWeb } from '../support/web-process.ts'
import { benchEvents } from './api-events.ts'
import { openStage, percentile, printJson, stopWorker } from './stage.ts'

const CONNECTIONS = 50
const SECONDS = 8
const ROUNDS = 3
const VIDEOS = 100_000
const PAGES = 400

const HEADERS = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' }

const ORDER = JSON.stringify({
  title: 'Six scenes',
  scenes: Array.from({ length: 6 }, (_, index) => ({
    narration: `This is what is said in scene ${index + 1} of the film.`,
    visual: 'A quiet harbour in the morning, with fog over the water.',
    sound: 'Gulls, and water against wood.',
  })),
})

export async function run(): Promise<void> {
  const stage = await openStage()
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-bench-'))
  const env = { REELYARD_RATE_LIMIT: '0', LOG_LEVEL: 'warn', PORT: String(await freePort()) }
  const web = await startWeb({ databaseUrl: stage.url, folder, env })
  try {
    await orders(stage.url, web.url)
    await listing(stage.url, web.url)
    await benchEvents(stage.url, web)
  } finally {
    await web.stop()
    await stage.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Rounds of both, one after the other: a machine that is slower for a while is so for both. */
async function orders(databaseUrl: string, url: string): Promise<void> {
  const bare = fork(fileURLToPath(new URL('bare-server.ts', import.meta.url)), {
    env: { ...process.env, DATABASE_URL: databaseUrl },
  })
  const [bareUrl] = (await once(bare, 'message')) as [string]
  const rounds: { ours: Load; plain: Load }[] = []
  await load(url, 2)
  await load(bareUrl, 2)
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ plain: await load(bareUrl, SECONDS), ours: await load(url, SECONDS) })
  }
  await stopWorker(bare)
  const median = (of: (round: { ours: Load; plain: Load }) => number) => percentile(rounds.map(of), 0.5)
  printJson({
    bench: 'api.orders',
    connections: CONNECTIONS,
    rounds: ROUNDS,
    ordersPerSecond: median(({ ours }) => ours.perSecond),
    p99Ms: median(({ ours }) => ours.p99Ms),
    bareOrdersPerSecond: median(({ plain }) => plain.perSecond),
    bareP99Ms: median(({ plain }) => plain.p99Ms),
    ratio: median(({ ours, plain }) => ours.perSecond / plain.perSecond),
    aimRatio: 0.6,
  })
}

interface Load {
  perSecond: number
  p99Ms: number
}

async function load(url: string, seconds: number): Promise<Load> {
  const result = await autocannon({
    url: `${url}/v1/videos`,
    method: 'POST',
    headers: HEADERS,
    body: ORDER,
    connections: CONNECTIONS,
    duration: seconds,
  })
  const taken = result['2xx']
  if (taken === 0 || result.non2xx + result.errors > 0) {
    throw new Error(`${taken} orders were taken, ${result.non2xx} refused, ${result.errors} failed.`)
  }
  return { perSecond: taken / result.duration, p99Ms: result.latency.p99 }
}

/** Pages of 50 among many videos, one after the other: the first page, a later one, and filtered ones. */
async function listing(databaseUrl: string, url: string): Promise<void> {
  await fill(databaseUrl)
  const deep = await cursorAfter(url, 40)
  const queries = { first: '', deep: `cursor=${deep}`, status: 'status=completed', channel: 'channel=default' }
  for (const [page, query] of Object.entries(queries)) {
    const times: number[] = []
    for (let index = 0; index < PAGES; index++) {
      const start = performance.now()
      await pageOf(url, query)
      times.push(performance.now() - start)
    }
    printJson({
      bench: 'api.list',
      page,
      videos: VIDEOS,
      p50Ms: percentile(times, 0.5),
      p99Ms: percentile(times, 0.99),
      aimP99Ms: 25,
    })
  }
}

async function fill(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  await sql`truncate videos cascade`
  await sql`
    insert into videos (id, channel_id, title, order_document, priority, status, scene_count, created_at)
    select gen_random_uuid(), 'default', 'Video ' || n, '{"priority": "normal"}', 0,
           (array['completed', 'completed', 'failed', 'processing'])[1 + n % 4]::video_status, 6,
           now() - make_interval(secs => n)
      from generate_series(1, ${VIDEOS}) n`
  await sql`
    insert into tasks (id, video_id, step, max_attempts, priority, job_id, state, parameters, inputs, input_digest)
    select gen_random_uuid(), v.id, step, 4, 0, gen_random_uuid(), 'completed', '{}', '[]', ''
      from videos v, unnest(array['storyboard', 'assembly', 'publish']::step_name[]) step`
  await sql`vacuum analyze videos, tasks`
  await sql.end()
}

async function cursorAfter(url: string, pages: number): Promise<string> {
  let cursor = ''
  for (let index = 0; index < pages; index++) cursor = (await pageOf(url, cursor && `cursor=${cursor}`)).nextCursor
  return cursor
}

async function pageOf(url: string, query: string): Promise<{ nextCursor: string }> {
  const response = await fetch(`${url}/v1/videos?limit=50&${query}`, { headers: HEADERS })
  const page = (await response.json()) as { videos: unknown[]; nextCursor: string }
  if (page.videos.length !== 50) throw new Error(`A page has ${page.videos.length} videos.`)
  return page
}
