/** The pipeline for a process that serves before Postgres does, or before the migration. */
import { openPipelineWhenReady, SchemaNotReadyError, type Pipeline, type PipelineOptions } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'
import type { PipelineCalls } from './app.ts'
import { Problem } from './problem/problem.ts'
import { loggable } from './request-log.ts'

interface PipelineConnection extends LongRunner {
  /** Each answers with the problem `not_ready` until the pipeline is open. */
  calls: PipelineCalls
}

/**
 * `start` does not wait: the pipeline is opened in the background, as soon as that can be done. `onOpen` is called then,
 * once.
 */
export function pipelineConnection(
  options: PipelineOptions,
  logger: Logger,
  onOpen: (calls: PipelineCalls) => Promise<void> = async () => {},
): PipelineConnection {
  const stopped = new AbortController()
  let pipeline: Pipeline | null = null
  let opening: Promise<void> | null = null

  async function open(): Promise<void> {
    try {
      pipeline = await openPipelineWhenReady(options, (error, ms) => logWaiting(logger, error, ms), stopped.signal)
      logger.info('connected to the database')
      await onOpen(pipeline).catch((error: unknown) => logger.error({ error: loggable(error) }, 'a first step failed'))
    } catch (error) {
      if (!stopped.signal.aborted) throw error
    }
  }

  return {
    calls: callsOf(() => pipeline),
    start: async () => {
      opening ??= open()
    },
    stop: async () => {
      stopped.abort()
      await opening
      const opened = pipeline
      pipeline = null
      await opened?.close()
    },
  }
}

function callsOf(current: () => Pipeline | null): PipelineCalls {
  const opened = (): Pipeline => {
    const pipeline = current()
    if (pipeline) return pipeline
    throw new Problem('not_ready', {
      detail: 'It waits for the database: for Postgres to answer, or for its migration.',
      headers: { 'retry-after': '2' },
    })
  }
  // Each call is looked up when it is made: the pipeline may have been opened since.
  return new Proxy({} as PipelineCalls, {
    get: (_, name) => (typeof name === 'string' ? callOf(name as keyof PipelineCalls) : undefined),
    has: () => true,
  })

  function callOf(name: keyof PipelineCalls) {
    // A promise would be taken for one that has ended if it had a `then`.
    if ((name as string) === 'then') return undefined
    return async (...args: never[]) => (opened()[name] as (...args: never[]) => Promise<unknown>)(...args)
  }
}

function logWaiting(logger: Logger, error: unknown, retryInMs: number): void {
  if (error instanceof SchemaNotReadyError) logger.warn({ retryInMs }, 'waiting for the migration of the database')
  else logger.warn({ retryInMs, error: loggable(error) }, 'waiting for Postgres')
}
