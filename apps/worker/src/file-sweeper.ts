/** Removes files that no artifact names any more: of videos that were deleted, and of attempts whose end was never stored. */
import type { ArtifactStore } from '@reelyard/artifacts'
import type { Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'

/** A file that was put less than this ago may be somebody's who has not said so yet. */
const UNSETTLED_MS = 24 * 3_600_000

/** Between two sweeps: some hours, and not the same for all workers. */
const EVERY_MS = { least: 4 * 3_600_000, more: 4 * 3_600_000 }

/** Files that Postgres is asked about at once. */
const AT_ONCE = 500

type Swept = Pick<Pipeline, 'unnamedFiles'>
type Store = Pick<ArtifactStore, 'list' | 'remove'>

/** Removes what nobody names and nobody has put for so long; gives the number of files. */
export async function sweepFiles(
  store: Store,
  pipeline: Swept,
  olderThanMs: number,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0
  let batch: string[] = []
  const end = async () => {
    const unnamed = await pipeline.unnamedFiles(batch)
    for (const file of unnamed) removed += Number(await store.remove(file, olderThanMs))
    batch = []
  }
  for await (const file of store.list(olderThanMs)) {
    if (signal?.aborted) return removed
    if (batch.push(file) >= AT_ONCE) await end()
  }
  if (batch.length > 0) await end()
  return removed
}

/** Sweeps a few times a day, until it is stopped. A sweep that fails is told; the next one tries again. */
export function createFileSweeper(store: Store, pipeline: Swept, logger: Logger): LongRunner {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> = Promise.resolve()

  async function sweep(): Promise<void> {
    try {
      const count = await sweepFiles(store, pipeline, UNSETTLED_MS, stopping.signal)
      if (count > 0) logger.info({ count }, 'removed files that nothing names')
    } catch (error) {
      logger.warn({ error }, 'could not look for files that nothing names')
    }
    rest()
  }

  function rest(): void {
    if (stopping.signal.aborted) return
    const begin = () => void (sweeping = sweep())
    timer = setTimeout(begin, EVERY_MS.least + Math.random() * EVERY_MS.more)
  }

  return {
    start: async () => rest(),
    stop: async () => {
      stopping.abort()
      clearTimeout(timer)
      await sweeping
    },
  }
}
