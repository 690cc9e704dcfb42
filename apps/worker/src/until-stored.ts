import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@reelyard/runtime'

/** Waits between tries: together about a minute, longer than a restart of Postgres takes. */
const WAITS_MS = [100, 200, 400, 800, 1_600, 3_200, 5_000, 10_000, 20_000, 20_000]

/** SQLSTATE classes of faults that pass: connection, resources, shutdown, and conflicts with other transactions. */
const PASSING = /^((08|53|57|40)[0-9A-Z]{3}|25P02)$/

/** Codes of Node and of the driver for a Postgres that cannot be reached. */
const OUT_OF_REACH = /^(E[A-Z]{4,}|CONNECT_TIMEOUT|CONNECTION_[A-Z]+)$/

/**
 * Stores the end of an attempt, again and again while Postgres is away: hours of a script's work hang on it. Safe to
 * repeat, since the second of two settles finds the claim gone. Rejects with the last error, or with the first one that
 * will not pass.
 */
export async function untilStored<Result>(store: () => Promise<Result>, logger: Logger): Promise<Result> {
  for (const waitMs of WAITS_MS) {
    try {
      return await store()
    } catch (error) {
      if (!passes(error)) throw error
      logger.warn({ error, waitMs }, 'could not store the result; trying again')
      await delay(waitMs)
    }
  }
  return store()
}

function passes(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return OUT_OF_REACH.test(code) || PASSING.test(code)
}
