import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@reelyard/runtime'

/** Waits between two tries, before the jitter: they double. Postgres may be away for long, and need not be asked often. */
const WAIT_MS = { first: 100, most: 5_000 }

/**
 * SQLSTATEs of faults of the data or of our code, which come back each time. All others may pass: Postgres stops, starts,
 * is a standby since a failover (25006), cannot read its disk, has a password that is being changed, lacks resources; or
 * another transaction was in the way.
 */
const LASTING = /^(22...|23...|25P02|40002|42(?!501)...|54...|P0...)$/

/** Codes of ours are written small; of the driver's these: the pool was closed, or it was asked for what cannot be. */
const FAULT_OF_CODE =
  /^([a-z].*|CONNECTION_ENDED|UNDEFINED_VALUE|MAX_PARAMETERS_EXCEEDED|UNSAFE_TRANSACTION|NOT_TAGGED_CALL)$/

/**
 * Stores the end of an attempt, again and again for as long as Postgres is away: hours of a script's work hang on it. Safe
 * to repeat, since the second of two settles finds the claim gone. Rejects with the first fault of the data or of the code,
 * or with the last error when `signal` says that the process must end. `mostMs`: the longest wait between two tries.
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

/** Whatever a network, a file system or Postgres says has a code; an error without one was made by code. */
function passes(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof TypeError || cause instanceof RangeError) return false
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code !== '' && !LASTING.test(code) && !FAULT_OF_CODE.test(code)
}
