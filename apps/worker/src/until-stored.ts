import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@reelyard/runtime'

/** Waits between two tries, before the jitter: they double. Postgres may be away for long, and need not be asked often. */
const WAIT_MS = { first: 100, most: 5_000 }

/**
 * SQLSTATEs of faults that pass: connection exceptions, resources that are short, a Postgres that stops or starts, a
 * statement or an idle transaction that took too long, and conflicts with other transactions.
 */
const PASSING = /^(08...|53...|57014|57P0.|25P03|25P04|40001|40P01|55P03)$/

/** Codes of Node and of the driver for a Postgres that cannot be reached. Not CONNECTION_ENDED: that pool was closed. */
const OUT_OF_REACH = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN'],
  ...['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EMFILE', 'ENFILE', 'ENOBUFS'],
  ...['CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_SILENT'],
])

/**
 * Stores the end of an attempt, again and again for as long as Postgres is away: hours of a script's work hang on it. Safe
 * to repeat, since the second of two settles finds the claim gone. Rejects with the first error that will not pass, or with
 * the last one when `signal` says that the process must end. `mostMs`: the longest wait between two tries.
 */
export async function untilStored<Result>(
  store: () => Promise<Result>,
  logger: Logger,
  signal?: AbortSignal,
  mostMs = WAIT_MS.most,
): Promise<Result> {
  for (let longest = WAIT_MS.first; ; longest *= 2) {
    try {
      return await store()
    } catch (error) {
      if (!passes(error) || signal?.aborted) throw error
      longest = Math.min(longest, mostMs)
      const waitMs = Math.ceil(longest * (0.5 + Math.random() / 2))
      logger.warn({ error, waitMs }, 'could not store the result; trying again')
      if (!(await waited(waitMs, signal))) throw error
    }
  }
}

/** False if the signal came first. */
function waited(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  return delay(ms, true, signal ? { signal } : {}).catch(() => false)
}

function passes(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return OUT_OF_REACH.has(code) || PASSING.test(code)
}
