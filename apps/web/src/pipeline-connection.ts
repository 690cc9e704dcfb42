/** The pipeline for a process that starts before Postgres does, or before the migration. */
import { setTimeout as wait } from 'node:timers/promises'
import { SchemaNotReadyError, type Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'
import type { PipelineCalls } from './app.ts'
import { Problem } from './problem/problem.ts'
import { loggable } from './request-log.ts'

const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 5_000

export interface PipelineConnection extends LongRunner {
  /** Each answers with the problem `not_ready` until the pipeline is open. */
  calls: PipelineCalls
}

/** `start` does not wait: it opens the pipeline in the background, and tries again until it is open. */
export function pipelineConnection(open: () => Promise<Pipeline>, logger: Logger): PipelineConnection {
  const stopped = new AbortController()
  let pipeline: Pipeline | null = null
  let opening: Promise<void> | null = null

  async function openInTime(): Promise<void> {
    for (let delay = FIRST_DELAY_MS; !stopped.signal.aborted; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
      try {
        pipeline = await open()
        logger.info('connected to the database')
        return
      } catch (error) {
        logWaiting(logger, error, delay)
        await wait(delay, undefined, { signal: stopped.signal }).catch(() => {})
      }
    }
  }

  const opened = (): Pipeline => {
    if (pipeline) return pipeline
    throw new Problem('not_ready', {
      detail: 'It waits for the database: for Postgres to answer, or for its migration.',
      headers: { 'retry-after': '2' },
    })
  }
  return {
    calls: {
      submit: async (...args) => opened().submit(...args),
      getVideo: async (...args) => opened().getVideo(...args),
      pageOfVideos: async (...args) => opened().pageOfVideos(...args),
      artifactsOf: async (...args) => opened().artifactsOf(...args),
      getArtifact: async (...args) => opened().getArtifact(...args),
    },
    start: async () => {
      opening ??= openInTime()
    },
    stop: async () => {
      stopped.abort()
      await opening
      const open = pipeline
      pipeline = null
      await open?.close()
    },
  }
}

function logWaiting(logger: Logger, error: unknown, retryInMs: number): void {
  if (error instanceof SchemaNotReadyError) logger.warn({ retryInMs }, 'waiting for the migration of the database')
  else logger.warn({ retryInMs, error: loggable(error) }, 'waiting for Postgres')
}
