import closeWithGrace from 'close-with-grace'
import type { LongRunner } from './lifecycle.ts'
import type { Logger } from './logger.ts'

/**
 * Stops `runner` on SIGTERM, SIGINT, or an uncaught error, then ends the process: 0 after a signal, 1 after an error. A
 * second signal, or `timeoutMs` going by, ends it at once.
 */
export function closeOnSignal(runner: LongRunner, logger: Logger, timeoutMs: number): void {
  closeWithGrace(
    { delay: timeoutMs, logger: { error: (message: unknown) => logger.error(message) } },
    async ({ signal, err }) => {
      if (err) logger.fatal({ error: err }, 'stopping after an uncaught error')
      else logger.info({ signal }, 'stopping')
      await runner.stop()
      logger.info('stopped')
    },
  )
}
