/**
 * Finds out that this worker is alive and yet does not work: its claim loop hangs, its pool is used up, its LISTEN is deaf.
 * First it tries to recover, then it has the process ended, for the platform to start it again. While no heartbeat gets
 * through, Postgres is away, and nobody is to blame.
 */
import type { WorkerState } from '@reelyard/pipeline/heartbeat'
import type { Logger, LongRunner } from '@reelyard/runtime'

export interface Watched {
  /** What the worker is while this one does not come on. */
  state: Exclude<WorkerState, 'ready' | 'draining'>
  reason: string
  /** Asked once a tick: whether it has come on since the last tick, or had nothing to do. */
  isWell(): boolean
  /** So many bad ticks in a row. */
  recoverTicks: number
  endTicks: number
  recover(): Promise<unknown>
}

export interface WatchdogOptions {
  watched: readonly Watched[]
  tickMs: number
  getsThrough(): boolean
  /** Writes down how the worker is. */
  say(state: WorkerState, reason?: string): void
  /** Nothing has helped. */
  onEnd(reason: string): void
  logger: Logger
}

export function createWatchdog(options: WatchdogOptions): LongRunner {
  const { watched, getsThrough, say, logger } = options
  const badTicks = new Map<Watched, number>()
  let timer: NodeJS.Timeout | undefined

  function look(one: Watched): void {
    const before = badTicks.get(one) ?? 0
    const bad = one.isWell() || !getsThrough() ? 0 : before + 1
    badTicks.set(one, bad)
    const { state, reason } = one
    if (bad === 0 && before >= one.recoverTicks) {
      logger.info({ state }, 'recovered')
      say('ready')
    }
    if (bad === one.recoverTicks) {
      logger.error({ state, reason }, 'does not come on; trying to recover')
      say(state, reason)
      one.recover().catch((error: unknown) => logger.error({ error, state }, 'could not recover'))
    }
    if (bad === one.endTicks) {
      logger.fatal({ state, reason }, 'does not come on; ending')
      options.onEnd(reason)
    }
  }

  return {
    start: async () => {
      timer = setInterval(() => watched.forEach(look), options.tickMs).unref()
    },
    stop: async () => clearInterval(timer),
  }
}
