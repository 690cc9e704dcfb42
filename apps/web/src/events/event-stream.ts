/** One open answer of server-sent events: heartbeats, an orderly end in time, and an end to what nobody reads. */
import { Readable } from 'node:stream'
import { HEARTBEAT, RETRY } from './frames.ts'

export interface EventTimings {
  /** Between two signs of life on a stream on which nothing happens. */
  heartbeatMs: number
  /** Longest life of a stream. */
  lifeMs: number
  /** Between two looks at whether the keys of open streams still stand. */
  keysMs: number
}

/** Railway ends a connection after 5 minutes without a byte, and after 15 in all. */
export const EVENT_TIMINGS: EventTimings = { heartbeatMs: 15_000, lifeMs: 14 * 60_000, keysMs: 2_000 }

/** A part of the life, by chance, so that clients that came together do not come back together. */
const LIFE_VARIES = 1 / 14

/** Bytes that wait for a reader when more is to be written: above that it is cut, and comes back to replay them. */
const PENDING_MOST = 1_000_000

/** Bytes that a replay runs ahead of its reader. */
const AHEAD = 64 * 1_024

/** For the last bytes to leave. */
const FAREWELL_MS = 5_000

export interface EventStream {
  readable: Readable
  /** Aborted at its end, however that comes. */
  closed: AbortSignal
  write(frames: readonly Buffer[]): void
  /** Resolves when the reader has room for more, or is gone. */
  drained(): Promise<void>
  /** In good order: the client has had all that was written, and comes back for more. */
  end(): void
  /** At once. */
  cut(): void
}

export function openEventStream({ heartbeatMs, lifeMs }: EventTimings): EventStream {
  const closed = new AbortController()
  let drain = Promise.withResolvers<void>()
  const readable = new Readable({ highWaterMark: AHEAD, read: () => drain.resolve() })

  function write(frames: readonly Buffer[]): void {
    if (closed.signal.aborted) return
    if (readable.readableLength > PENDING_MOST) return cut()
    for (const frame of frames) readable.push(frame)
  }

  function cut(): void {
    readable.destroy()
  }

  function end(): void {
    if (closed.signal.aborted) return
    stopTimers()
    readable.push(null)
    closed.abort()
    setTimeout(cut, FAREWELL_MS).unref()
  }

  const heartbeat = setInterval(() => readable.readableLength === 0 && write([HEARTBEAT]), heartbeatMs)
  const life = setTimeout(end, lifeMs * (1 - Math.random() * LIFE_VARIES))
  const stopTimers = () => {
    clearInterval(heartbeat)
    clearTimeout(life)
  }
  readable.once('close', () => {
    stopTimers()
    closed.abort()
    drain.resolve()
  })
  write([RETRY])
  return {
    readable,
    closed: closed.signal,
    write,
    drained: async () => {
      if (closed.signal.aborted || readable.readableLength < AHEAD) return
      drain = Promise.withResolvers()
      await drain.promise
    },
    end,
    cut,
  }
}
