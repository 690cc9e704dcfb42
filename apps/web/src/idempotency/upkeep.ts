/** Forgets answers whose time is over. */
import type { Logger, LongRunner } from '@reelyard/runtime'
import type { PipelineCalls } from '../app.ts'
import { loggable } from '../request-log.ts'

const EVERY_MS = 10 * 60_000

/** Several processes may do it at the same time. */
export function answerUpkeep({ forgetAnswers }: Pick<PipelineCalls, 'forgetAnswers'>, logger: Logger): LongRunner {
  let timer: NodeJS.Timeout | undefined
  const forget = () =>
    forgetAnswers().catch((error: unknown) => logger.warn({ error: loggable(error) }, 'old answers were not removed'))
  return {
    start: async () => {
      timer ??= setInterval(() => void forget(), EVERY_MS).unref()
    },
    stop: async () => clearInterval(timer),
  }
}
