import { setTimeout as delay } from 'node:timers/promises'
import { openPipeline, type Pipeline, type PipelineOptions } from './pipeline.ts'

/** First and longest wait between two tries. */
const WAIT_MS = { first: 200, most: 5_000 }

/**
 * Opens the pipeline as soon as Postgres answers and its schema is there: no order between services' starts is needed.
 * `onWait` is told why it waits, each time. Rejects when `signal` aborts.
 */
export async function openPipelineWhenReady(
  options: PipelineOptions,
  onWait: (error: unknown, waitMs: number) => void,
  signal?: AbortSignal,
): Promise<Pipeline> {
  for (let waitMs = WAIT_MS.first; ; waitMs = Math.min(waitMs * 2, WAIT_MS.most)) {
    signal?.throwIfAborted()
    try {
      return await openPipeline(options)
    } catch (error) {
      onWait(error, waitMs)
      await delay(waitMs, undefined, signal ? { signal } : {})
    }
  }
}
