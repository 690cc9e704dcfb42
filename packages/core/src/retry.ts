/** When a task that failed for a passing reason is tried again. */

/** How often and how soon; a channel may set its own. */
export interface RetryPolicy {
  /** Attempts that may fail before the task does. */
  maxAttempts: number
  /** Wait before the 2nd, 3rd … attempt; the last one repeats. Seconds. */
  delaysSeconds: readonly number[]
}

/**
 * 1, 5, 15 and 60 minutes: for a provider's rate limit, its restart and its outage to pass. Four attempts use the first
 * three waits, so a task gives up after some 21 minutes; the hour is for channels that allow more attempts.
 */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 4, delaysSeconds: [60, 300, 900, 3600] }

/** Share of the wait that chance adds, so that tasks which failed together do not come back together. */
const JITTER = 0.2

/** Seconds until the next attempt, when `failures` attempts have failed. A provider's own word wins over the schedule. */
export function retryDelaySeconds(
  policy: RetryPolicy,
  failures: number,
  retryAfterSeconds: number | null,
  random: () => number = Math.random,
): number {
  if (retryAfterSeconds !== null) return retryAfterSeconds
  const index = Math.min(failures, policy.delaysSeconds.length) - 1
  const delay = policy.delaysSeconds[Math.max(index, 0)] ?? 0
  return delay * (1 + JITTER * random())
}
