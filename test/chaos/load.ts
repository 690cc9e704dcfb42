/** Orders over REST, so many open at a time, as a crowd of users would have them. */
import { setTimeout as delay } from 'node:timers/promises'
import type postgres from 'postgres'
import { ADMIN_KEY } from '../support/web-process.ts'

/** Scenes of each order: a plan of 18 tasks. */
export const SCENES = 3

/** Films open at a time: enough work for three workers, and never so much that a task waits long for a slot. */
const OPEN_AT_A_TIME = 4

const LOOK_EVERY_MS = 100
const REQUEST_TIMEOUT_MS = 10_000

export interface LoadOptions {
  url: string
  /** Not through the proxies. */
  sql: postgres.Sql
  channels: readonly string[]
  videos: number
  /** Asked when so many have been taken: whether there are to be more, as long as it says so. */
  goesOn(): boolean
  signal: AbortSignal
}

/** What the web app said it had taken. */
export interface Load {
  accepted: readonly string[]
  /** Requests that got no answer, or the answer that it cannot now. */
  refused: number
  /** Resolves when all orders were taken and all videos have ended; rejects when `signal` aborts. */
  finished: Promise<void>
}

export function startLoad(options: LoadOptions): Load {
  const accepted: string[] = []
  const load = { accepted, refused: 0, finished: Promise.resolve() }
  load.finished = order(options, accepted, () => (load.refused += 1))
  return load
}

async function order(
  { url, sql, channels, videos, goesOn, signal }: LoadOptions,
  accepted: string[],
  onRefused: () => void,
) {
  const isWanted = () => accepted.length < videos || goesOn()
  for (let tried = 0; ; await delay(LOOK_EVERY_MS, undefined, { signal })) {
    const open = await openVideos(sql)
    if (open === null) continue
    if (!isWanted() && open === 0) return
    for (let room = OPEN_AT_A_TIME - open; room > 0 && isWanted(); room--) {
      // Beyond the load one at a time, so that the end is not far when no more are wanted.
      if (accepted.length >= videos && room < OPEN_AT_A_TIME) break
      const channel = channels[accepted.length % channels.length]
      const id = await post(url, { ...orderNumber(tried++), channel }, signal)
      if (id === null) onRefused()
      else accepted.push(id)
    }
  }
}

/** Null where Postgres does not answer now. */
async function openVideos(sql: postgres.Sql): Promise<number | null> {
  try {
    const [row] = await sql`select count(*)::int as open from videos where ended_at is null`
    return Number(row?.open)
  } catch {
    return null
  }
}

/** Null where it was not taken, or nobody knows: then another order takes its place. */
async function post(url: string, body: unknown, signal: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(`${url}/v1/videos`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_KEY}` },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    })
    if (response.status === 202) return ((await response.json()) as { id: string }).id
    if (response.status < 500) throw new TypeError(`The order was refused: ${await response.text()}`)
    await response.body?.cancel()
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith('The order')) throw error
    signal.throwIfAborted()
  }
  return null
}

/** No two have a text in common, so no task takes over another's result. */
function orderNumber(number: number) {
  const scenes = Array.from({ length: SCENES }, (_, index) => ({
    narration: `Film ${number}, scene ${index + 1}.`,
    visual: `Picture ${index + 1} of film ${number}`,
    sound: `Sound ${index + 1} of film ${number}`,
  }))
  return { title: `Chaos ${number}`, resolution: '720p', scenes }
}
