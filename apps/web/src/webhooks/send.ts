/** One try to deliver: the request as Standard Webhooks 1.0 says, and what came back, as it is kept. */
import { contentTypeOf } from '@reelyard/core'
import {
  guardedFetch,
  OutboundError,
  retryAfterSeconds,
  signatureHeaders,
  type DestinationOptions,
  type GuardedAnswer,
} from '@reelyard/outbound'
import type { DueDelivery, Tried } from '@reelyard/pipeline'

/** How the outside is reached. */
export interface Outbound extends DestinationOptions {
  /** Certificates of authorities, PEM, instead of the machine's. */
  ca?: string
}

/** What comes later is a failure. */
export const ANSWER_WITHIN_MS = 15_000

/** What is kept of an answer. */
const KEPT = { bodyBytes: 4_096, headers: 50, headerLength: 1_000 }

const USER_AGENT = 'Reelyard'

export type Sendable = Pick<DueDelivery, 'url' | 'body' | 'messageId' | 'secrets' | 'fault'>

/** Never throws for what the other end does; rejects with what aborted `signal`. Follows no redirects. */
export async function send(due: Sendable, outbound: Outbound, timeoutMs: number, signal?: AbortSignal): Promise<Tried> {
  const at = new Date()
  const { 'webhook-signature': signature, ...shown } = signatureHeaders(
    due.secrets,
    { id: due.messageId, body: due.body },
    at,
  )
  const headers = { 'content-type': contentTypeOf(due.body), 'user-agent': USER_AGENT, ...shown }
  const request = { url: due.url, headers }
  const began = performance.now()
  const tried = (rest: Pick<Tried, 'response' | 'error' | 'retryAfterSeconds'>): Tried => ({
    milliseconds: Math.round(performance.now() - began),
    request,
    ...rest,
  })
  if (due.fault) return tried({ response: null, error: due.fault, retryAfterSeconds: null })
  try {
    const options = { method: 'POST' as const, body: due.body, timeoutMs, maxBytes: Infinity, ...outbound }
    const sent = { ...headers, 'webhook-signature': signature }
    const response = await guardedFetch(
      due.url,
      { ...options, headers: sent, ...(signal ? { signal } : {}) },
      keptAnswer,
    )
    return tried({ response, error: null, retryAfterSeconds: retryAfterSeconds(response.headers['retry-after']) })
  } catch (error) {
    if (signal?.aborted || !(error instanceof OutboundError)) throw error
    return tried({ response: null, error: { code: error.code, message: error.message }, retryAfterSeconds: null })
  }
}

async function keptAnswer({ status, headers, body }: GuardedAnswer): Promise<NonNullable<Tried['response']>> {
  const entries = Object.entries(headers).slice(0, KEPT.headers)
  return {
    status,
    headers: Object.fromEntries(entries.map(([name, value]) => [name, value.slice(0, KEPT.headerLength)])),
    body: await beginningOf(body),
  }
}

/** The status has decided already: a body that breaks off is kept as far as it came. */
async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      bytes += chunk.byteLength
      if (bytes >= KEPT.bodyBytes) break
    }
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
  }
  return Buffer.concat(chunks).subarray(0, KEPT.bodyBytes).toString('utf8')
}
