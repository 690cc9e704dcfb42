/** Many open streams on one web process: from the commit of an event to its arrival on each, and on the last of them. */
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { ADMIN_KEY, type WebProcess } from '../support/web-process.ts'
import { percentile, printJson, processorSeconds } from './stage.ts'

const STREAMS = 1_000
/** Opened at a time. */
const OPENING = 50
const EVENTS = 200
/** The first are not counted: code gets warm. */
const WARM_UP = 20
/** The hub polls at this pace; events come at any time between two polls. */
const APART_MS = 50

/** Prints one line. The clock starts before the statement that inserts and commits is sent. */
export async function benchEvents(databaseUrl: string, web: Pick<WebProcess, 'url' | 'pid'>): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity })
  const arrivals = countArrivals()
  const streams: IncomingMessage[] = []
  const opening = performance.now()
  while (streams.length < STREAMS) {
    streams.push(
      ...(await Promise.all(Array.from({ length: OPENING }, () => openStream(web.url, agent, arrivals.take)))),
    )
  }
  const openedMs = performance.now() - opening
  const [each, last]: [number[], number[]] = [[], []]
  const before = await processorSeconds(web.pid)
  for (let number = 0; number < EVENTS + WARM_UP; number++) {
    await delay(Math.random() * APART_MS)
    const all = arrivals.expect(number)
    const start = performance.now()
    await sql`insert into events (type, channel_id, data)
              values ('video.completed', 'default', jsonb_build_object('number', ${number}::int, 'title', 'A bench'))`
    const times = (await all).map((time) => time - start)
    if (number < WARM_UP) continue
    each.push(...times)
    last.push(Math.max(...times))
  }
  const after = await processorSeconds(web.pid)
  for (const stream of streams) stream.destroy()
  await sql.end()
  printJson({
    bench: 'api.events',
    streams: STREAMS,
    events: EVENTS,
    openedMs,
    p50Ms: percentile(each, 0.5),
    p99Ms: percentile(each, 0.99),
    lastP50Ms: percentile(last, 0.5),
    lastP99Ms: percentile(last, 0.99),
    lastMaxMs: Math.max(...last),
    webProcessorMsAnEvent: ((after.own - before.own) * 1_000) / (EVENTS + WARM_UP),
    aimLastMaxMs: 250,
  })
}

/** Resolves when it shows what comes next. */
async function openStream(url: string, agent: Agent, take: (number: number) => void): Promise<IncomingMessage> {
  const request = get(`${url}/v1/events`, { agent, headers: { authorization: `Bearer ${ADMIN_KEY}` } })
  const [stream] = (await once(request, 'response')) as [IncomingMessage]
  if (stream.statusCode !== 200) throw new Error(`A stream was refused: ${stream.statusCode}.`)
  stream.setEncoding('utf8').on('error', () => {})
  const ready = Promise.withResolvers<void>()
  stream.on('data', (text: string) => {
    if (text.includes('event: ready')) ready.resolve()
    for (const [, number] of text.matchAll(/"number":(\d+)/g)) take(Number(number))
  })
  await ready.promise
  return stream
}

/** When the event of a number arrived on each stream. */
function countArrivals() {
  let wanted = -1
  let times: number[] = []
  let all = Promise.withResolvers<number[]>()
  return {
    expect: (number: number): Promise<number[]> => {
      wanted = number
      times = []
      all = Promise.withResolvers()
      return all.promise
    },
    take: (number: number) => {
      if (number !== wanted) throw new Error(`Event ${number} came while ${wanted} was waited for.`)
      times.push(performance.now())
      if (times.length === STREAMS) all.resolve(times)
    },
  }
}
