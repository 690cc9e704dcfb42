/** How requests are sent: with the key, and again where that is safe. */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { ask } from './answer.ts'
import { isPassing, ProblemError } from './errors.ts'

/** Times in milliseconds. */
export interface TransportOptions {
  apiKey?: string | undefined
  /** How long a POST is tried while the API is away or cannot serve. */
  patienceMs: number
}

/** Throws ProblemError, UnreachableError, or what the request's signal was aborted with. */
export type Transport = (request: Request) => Promise<Response>

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5_000

/**
 * Every POST bears an Idempotency-Key, so that it can be sent again when nobody knows whether it arrived: it is done once.
 * Other requests are sent once.
 */
export function createTransport({ apiKey, patienceMs }: TransportOptions): Transport {
  return async (request) => {
    if (apiKey !== undefined) request.headers.set('authorization', `Bearer ${apiKey}`)
    if (request.method !== 'POST') return ask(request)
    if (!request.headers.has('idempotency-key')) request.headers.set('idempotency-key', randomUUID())
    return askWithPatience(request, patienceMs)
  }
}

async function askWithPatience(request: Request, patienceMs: number): Promise<Response> {
  const start = performance.now()
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await ask(request.clone())
    } catch (error) {
      const pause = Math.max(wait * (0.5 + Math.random() / 2), askedFor(error))
      if (!isPassing(error) || performance.now() - start + pause > patienceMs) throw error
      await delay(pause, undefined, { signal: request.signal }).catch(() => request.signal.throwIfAborted())
    }
  }
}

function askedFor(error: unknown): number {
  return error instanceof ProblemError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0
}
