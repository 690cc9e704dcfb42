/** Expires leases that are over. Runs in every worker; Postgres lets one sweep at a time. */
import type { Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'

/** A lease that is over is found within a quarter of its length. */
const SWEEPS_A_LEASE = 4

export function createSweeper(pipeline: Pick<Pipeline, 'sweep' | 'ping'>, leaseMs: number, logger: Logger): LongRunner {
  const everyMs = leaseMs / SWEEPS_A_LEASE
  let lastContact: number | null = null
  let quietUntil = 0
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> | null = null

  async function sweep(): Promise<void> {
    // After an outage of Postgres every lease looks over: first those who are alive get the time to say so.
    const now = Date.now()
    if (lastContact !== null && now - lastContact > 3 * everyMs) quietUntil = now + leaseMs
    const count = now < quietUntil ? await pipeline.ping().then(() => 0) : await pipeline.sweep()
    lastContact = Date.now()
    if (count > 0) logger.warn({ count }, 'gave back tasks whose lease was over')
  }

  return {
    start: async () => {
      timer = setInterval(() => {
        sweeping ??= sweep()
          .catch((error: unknown) => logger.warn({ error }, 'sweep failed; the next one tries again'))
          .finally(() => (sweeping = null))
      }, everyMs)
    },
    stop: async () => {
      clearInterval(timer)
      await sweeping
    },
  }
}
