/** Drives every route of a running API with right and wrong requests, made from its own description. */
import fc from 'fast-check'
import { judgeBy } from './answers.ts'
import { createKnownIds } from './known-ids.ts'
import { operationsOf, resolverOf, type Document } from './operations.ts'
import { requests, type FuzzRequest } from './requests.ts'
import { send } from './send.ts'

export interface FuzzOptions {
  url: string
  key: string
  /** What the API told of uploaded files. */
  uploads: readonly string[]
  requests: number
  seed: number
}

export interface FuzzReport {
  requests: number
  operations: number
  /** How often which status came. */
  statuses: Record<string, number>
  /** Operations that never answered well: what is behind their checks was not reached. */
  neverWell: string[]
  slowestMs: number
  /** The first of each kind: a 5xx, no answer, or one that is not what the document says. With the request that it came to. */
  faults: string[]
}

/** Side by side, for races, and so that one slow answer holds up no other. */
const LANES = 4

/** What the API holds at the beginning. */
const LISTS = ['videos', 'reviews', 'dead-letters', 'channels', 'webhooks', 'keys'].map((name) => `/v1/${name}`)

/** The same seed sends the same requests, but for the ids that the API makes. */
export async function fuzz({ url, key, uploads, requests: wanted, seed }: FuzzOptions): Promise<FuzzReport> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document
  const operations = operationsOf(document)
  const ids = createKnownIds()
  const judge = judgeBy(document)
  const statuses = new Map<number, number>()
  const well = new Set<string>()
  const faults = new Map<string, string>()
  let slowestMs = 0

  async function check(request: FuzzRequest): Promise<void> {
    const start = performance.now()
    const { method, path } = request.operation
    const sent = await send(url, request, ids, key).catch((error: unknown) => {
      faults.set(
        `${method} ${path} gave no answer`,
        `${method} ${path} ${request.body?.slice(0, 2_000)}: ${String(error)}`,
      )
      return null
    })
    slowestMs = Math.max(slowestMs, performance.now() - start)
    if (!sent) return
    const { url: at, response, text } = sent
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
    if (response.status < 400) well.add(`${method} ${path}`)
    if (response.headers.get('content-type')?.includes('json')) ids.learn(path, text)
    const fault = judge(request.operation, response, text)
    if (fault === null) return
    const what = JSON.stringify(request.headers).slice(0, 500)
    faults.set(
      `${method} ${path} ${response.status}`,
      `${method} ${at}\n${what}\n${request.body?.slice(0, 2_000)}\n${fault}`,
    )
  }

  for (const path of LISTS) {
    const headers = { authorization: `Bearer ${key}` }
    ids.learn(path, await (await fetch(`${url}${path}?limit=100`, { headers })).text())
  }
  for (const upload of uploads) ids.learn('/v1/artifacts', upload)
  const any = requests(operations, resolverOf(document))
  await Promise.all(
    Array.from({ length: LANES }, (_, lane) =>
      fc.assert(fc.asyncProperty(any, check), {
        numRuns: Math.ceil(wanted / LANES),
        seed: seed + lane,
      }),
    ),
  )
  return {
    requests: [...statuses.values()].reduce((sum, count) => sum + count, 0),
    operations: operations.length,
    statuses: Object.fromEntries([...statuses].sort(([one], [other]) => one - other)),
    neverWell: operations.map(({ method, path }) => `${method} ${path}`).filter((name) => !well.has(name)),
    slowestMs: Math.round(slowestMs),
    faults: [...faults.values()],
  }
}
