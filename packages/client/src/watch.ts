/** Follows what happens, over connections that break. */
import { setTimeout as delay } from 'node:timers/promises'
import { UnreachableError, isPassing } from './errors.ts'
import { readMessages, type StreamMessage, type StreamState } from './event-stream.ts'

/** How to follow. Times in milliseconds. */
export interface WatchOptions {
  /** Goes on after this event, as an earlier stream named it. Default: from now on, or as the API says. */
  lastEventId?: string
  /** How long the API may be away, counted from the last connection. Default: 60,000. */
  patienceMs?: number
  /** Silence for so long counts as a broken connection; the API sends a heartbeat more often. Default: 45,000. */
  silenceMs?: number
  /** Ends it, with the signal's reason. */
  signal?: AbortSignal
  /** Called at each connection. */
  onOpen?: () => void
}

/** Opens one connection: after the event of that id, if there is one. */
export type Connect = (lastEventId: string, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>

const RECONNECT_MS = 1_000

/**
 * Messages in the order in which they happened; none is missed while a connection is made anew. Goes on until the reader
 * breaks off. Throws ProblemError, UnreachableError after `patienceMs`, or what `signal` was aborted with.
 */
export async function* watchMessages(connect: Connect, options: WatchOptions): AsyncGenerator<StreamMessage, void> {
  const { lastEventId = '', patienceMs = 60_000, silenceMs = 45_000, signal, onOpen } = options
  const state: StreamState = { id: lastEventId, retryMs: null }
  let lastSeen = performance.now()
  for (;;) {
    const connection = new AbortController()
    const either = signal ? AbortSignal.any([signal, connection.signal]) : connection.signal
    try {
      const chunks = await connect(state.id, either)
      onOpen?.()
      const onChunk = () => {
        lastSeen = performance.now()
      }
      yield* readMessages(untilSilent(chunks, silenceMs, onChunk), state)
    } catch (error) {
      signal?.throwIfAborted()
      if (!isBroken(error) || performance.now() - lastSeen > patienceMs) throw error
    } finally {
      connection.abort()
    }
    await delay(state.retryMs ?? RECONNECT_MS, undefined, signal ? { signal } : {}).catch(() =>
      signal?.throwIfAborted(),
    )
  }
}

/** A stream that breaks off is a TypeError of fetch. */
function isBroken(error: unknown): boolean {
  return isPassing(error) || error instanceof TypeError
}

async function* untilSilent(
  chunks: AsyncIterable<Uint8Array>,
  silenceMs: number,
  onChunk: () => void,
): AsyncGenerator<Uint8Array, void> {
  const iterator = chunks[Symbol.asyncIterator]()
  for (;;) {
    const timer = new AbortController()
    const silence = delay(silenceMs, undefined, { signal: timer.signal, ref: false }).then(() => {
      throw new UnreachableError('The stream of events fell silent.')
    })
    silence.catch(() => {})
    try {
      const { done, value } = await Promise.race([iterator.next(), silence])
      if (done) return
      onChunk()
      yield value
    } finally {
      timer.abort()
    }
  }
}
