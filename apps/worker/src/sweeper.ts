/** Expires leases that are over. Runs in every worker; Postgres lets one sweep at a time. */
import type { Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'

export function createSweeper(pipeline: Pick<Pipeline, 'sweep'>, everyMs: number, logger: Logger): LongRunner {
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> | null = null

  async function sweep(): Promise<void> {
    const count = await pipeline.sweep()
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
