import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@reelyard/runtime'

/** Waits between tries: together about a minute, longer than a restart of Postgres takes. */
const WAITS_MS = [100, 200, 400, 800, 1_600, 3_200, 5_000, 10_000, 20_000, 20_000]

/**
 * Stores the end of an attempt, again and again while Postgres is away: hours of a script's work hang on it. Safe to
 * repeat, since the second of two settles finds the claim gone. Rejects with the last error.
 */
export async function untilStored<Result>(store: () => Promise<Result>, logger: Logger): Promise<Result> {
  for (const waitMs of WAITS_MS) {
    try {
      return await store()
    } catch (error) {
      logger.warn({ error, waitMs }, 'could not store the result; trying again')
      await delay(waitMs)
    }
  }
  return store()
}
