/** How a process ends: in order, faster at a second signal, at once at a third. */
import type { LongRunner } from './lifecycle.ts'
import type { Logger } from './logger.ts'

/** What is stopped in order. */
export interface Closable extends Pick<LongRunner, 'stop'> {
  /** How a stop that is under way ends sooner, still in order. Absent: a second signal ends the process at once. */
  hurry?: {
    begin(): void
    /** How long it may take from then on. */
    withinMs: number
  }
}

export interface Closing {
  /** Stops as after a signal, then ends the process with this code. For a process that finds itself beyond help. */
  end(code: number): void
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const

/** Of uncaught errors: one that comes again and again must not fill the log. */
const LOGGED_MOST = 5

/** Of a process that did not end in order. */
const DISORDERLY = 1

/**
 * Stops `runner` on a signal or an uncaught error, then ends the process: 0 after signals, 1 after an error. A second signal
 * hurries the stop, a third ends the process at once, as does `timeoutMs` going by. Errors hurry nothing. A stdout or stderr
 * that nobody reads any more is no error: the process goes on without.
 */
export function closeOnSignal(runner: Closable, logger: Logger, timeoutMs: number): Closing {
  let code: number | null = null
  let hurried = false
  let limit: NodeJS.Timeout | undefined

  function endWithin(ms: number): void {
    clearTimeout(limit)
    limit = setTimeout(() => {
      logger.error({ ms }, 'could not stop in time')
      process.exit(code || DISORDERLY)
    }, ms)
  }

  async function stop(): Promise<void> {
    endWithin(timeoutMs)
    try {
      await runner.stop()
      logger.info('stopped')
    } catch (error) {
      logger.error({ error }, 'could not stop in order')
      code ||= DISORDERLY
    }
    process.exit(code ?? DISORDERLY)
  }

  function begin(wanted: number): boolean {
    const first = code === null
    // Whatever comes later, a fault stays one.
    code = code || wanted
    if (first) void stop()
    return first
  }

  function hurry(): boolean {
    if (!runner.hurry || hurried) return false
    hurried = true
    endWithin(runner.hurry.withinMs)
    runner.hurry.begin()
    return true
  }

  for (const signal of SIGNALS) {
    process.on(signal, () => {
      logger.info({ signal }, 'stopping')
      if (begin(0) || hurry()) return
      logger.warn({ signal }, 'stopping at once')
      process.exit(code || DISORDERLY)
    })
  }
  let errors = 0
  const onError = (error: unknown) => {
    errors++
    if (errors <= LOGGED_MOST)
      logger.fatal({ error }, errors === 1 ? 'stopping after an uncaught error' : 'another one')
    begin(DISORDERLY)
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => error.code === 'EPIPE' || onError(error))
  }
  process.on('uncaughtException', onError).on('unhandledRejection', onError)

  return { end: (wanted) => void begin(wanted) }
}
