import type { FuzzRequest } from './requests.ts'
import type { KnownIds } from './known-ids.ts'

/** An answer that takes longer hangs. */
const LIMIT_MS = 20_000

/** Of a stream that does not end by itself, what comes in this time is looked at. */
const STREAM_MS = 50

const STREAMS = /^text\/event-stream/

export interface Sent {
  url: string
  response: Response
  text: string
}

/** Sends a request; of a stream it reads the beginning. Throws where no answer comes. */
export async function send(base: string, request: FuzzRequest, ids: KnownIds, key: string): Promise<Sent> {
  const { operation, headers, body } = request
  const url = new URL(pathOf(request, ids), base)
  for (const [name, value] of request.query) url.searchParams.append(name, value.toWellFormed())
  const ends = new AbortController()
  const response = await fetch(url, {
    method: operation.method,
    headers: Object.entries({
      authorization: `Bearer ${key}`,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...headers,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ...(body === null || operation.method === 'GET' || operation.method === 'HEAD' ? {} : { body }),
    redirect: 'manual',
    signal: AbortSignal.any([ends.signal, AbortSignal.timeout(LIMIT_MS)]),
  })
  const endless = STREAMS.test(response.headers.get('content-type') ?? '') || url.searchParams.has('follow')
  const timer = endless ? setTimeout(() => ends.abort(), STREAM_MS) : undefined
  try {
    return { url: url.href, response, text: await response.text() }
  } catch (error) {
    if (!ends.signal.aborted) throw error
    return { url: url.href, response, text: '' }
  } finally {
    clearTimeout(timer)
  }
}

function pathOf({ operation, path }: FuzzRequest, ids: KnownIds): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = path[name] ?? ''
    return encodeURIComponent(
      (typeof value === 'string' ? value : ids.pick(operation.path, name, value.known)).toWellFormed(),
    )
  })
}
