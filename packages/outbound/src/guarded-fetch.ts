/** A request to a URL that somebody else gave us: to public addresses only, bounded in time and size. */
import { clientFor } from './connect.ts'
import { findDestination, type Destination, type DestinationOptions } from './destination.ts'
import { OutboundError } from './errors.ts'
import { faultOf } from './fault-of.ts'

export interface GuardedFetchOptions extends DestinationOptions {
  method?: 'GET' | 'HEAD' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** For all of it: look-up, connection, redirects, body. */
  timeoutMs: number
  connectTimeoutMs?: number
  /** Of the body. More ends it with `too_large`. */
  maxBytes: number
  /** How many redirects are followed, each checked like the first URL; 0: an answer 3xx is the answer. Only GET and HEAD. */
  redirects?: number
  /** Certificates of authorities, PEM, instead of the machine's. */
  ca?: string
  signal?: AbortSignal
}

export interface GuardedAnswer {
  /** After redirects. */
  url: string
  status: number
  /** Names in lower case; several of one name with commas. */
  headers: Record<string, string>
  /** Throws OutboundError (`too_large`, `timeout`, `broken_answer`). */
  body: AsyncIterable<Uint8Array>
}

const CONNECT_TIMEOUT_MS = 5_000
const REDIRECTS = 3

/**
 * Asks, and hands the answer to `take`; the connection ends with it. Any status is an answer. Throws OutboundError, and what
 * `take` throws.
 */
export async function guardedFetch<Result>(
  url: string | URL,
  options: GuardedFetchOptions,
  take: (answer: GuardedAnswer) => Promise<Result>,
): Promise<Result> {
  const deadline = AbortSignal.timeout(options.timeoutMs)
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline
  let left = options.method === 'POST' ? 0 : (options.redirects ?? REDIRECTS)
  const follows = left > 0
  let destination = await within(signal, findDestination(url, options))
  let headers = options.headers ?? {}
  for (;;) {
    const outcome = await ask(destination, { ...options, headers }, signal, follows, take)
    if ('result' in outcome) return outcome.result
    if (left-- <= 0) throw new OutboundError('too_many_redirects', 'It redirects too often.')
    const next = await within(signal, findDestination(outcome.location, options))
    if (destination.url.protocol === 'https:' && next.url.protocol !== 'https:') {
      throw new OutboundError('unsafe_redirect', 'It redirects from https:// to http://.')
    }
    if (next.url.origin !== destination.url.origin) headers = withoutSecrets(headers)
    destination = next
  }
}

type Outcome<Result> = { result: Result } | { location: URL }

async function ask<Result>(
  destination: Destination,
  options: GuardedFetchOptions,
  signal: AbortSignal,
  followsRedirects: boolean,
  take: (answer: GuardedAnswer) => Promise<Result>,
): Promise<Outcome<Result>> {
  const { url } = destination
  const { ca, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options
  const client = await clientFor(destination, { connectTimeoutMs, ca })
  try {
    const asked = client
      .request({
        path: `${url.pathname}${url.search}`,
        method: options.method ?? 'GET',
        // Compressed, a small answer could be a large one.
        headers: { ...options.headers, 'accept-encoding': 'identity' },
        signal,
        ...(options.body === undefined ? {} : { body: options.body }),
      })
      .catch((error: unknown) => {
        throw faultOf(error, signal)
      })
    // The client hears of the signal only once it is connected.
    const answer = await within(signal, asked)
    // It is destroyed with the client, whoever reads it or not.
    answer.body.on('error', () => {})
    const headers = plainHeaders(answer.headers)
    const location = followsRedirects ? locationOf(answer.statusCode, headers, url) : null
    if (location) return { location }
    const body = bounded(answer.body, headers, options.maxBytes, signal)
    return { result: await take({ url: url.href, status: answer.statusCode, headers, body }) }
  } finally {
    await client.destroy()
  }
}

const REDIRECT = [301, 302, 303, 307, 308]

function locationOf(status: number, { location }: Record<string, string>, base: URL): URL | null {
  if (!REDIRECT.includes(status) || location === undefined) return null
  if (!URL.canParse(location, base.href)) throw new OutboundError('unsafe_redirect', 'It redirects to what is no URL.')
  return new URL(location, base)
}

async function* bounded(
  body: AsyncIterable<Uint8Array>,
  headers: Record<string, string>,
  maxBytes: number,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const { 'content-encoding': encoding = 'identity', 'content-length': length = '0' } = headers
  if (encoding !== 'identity') throw new OutboundError('encoded', `The answer is encoded (${encoding.slice(0, 40)}).`)
  if (Number(length) > maxBytes) throw tooLarge(maxBytes)
  let bytes = 0
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      yield chunk
    }
  } catch (error) {
    throw error instanceof OutboundError ? error : faultOf(error, signal)
  }
}

function tooLarge(maxBytes: number): OutboundError {
  return new OutboundError('too_large', `The answer has more than ${maxBytes} bytes.`)
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
  )
  return Object.fromEntries(entries) as Record<string, string>
}

const SECRET_HEADERS = ['authorization', 'cookie', 'proxy-authorization']

function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET_HEADERS.includes(name.toLowerCase())))
}

/** What cannot be told to end: nobody waits for it any more. */
function within<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const cut = () => reject(faultOf(signal.reason, signal))
    if (signal.aborted) cut()
    signal.addEventListener('abort', cut, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cut))
  })
}
