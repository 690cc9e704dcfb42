/**
 * Finds out that this worker is alive and yet does not work: its claim loop hangs, its pool is used up, its LISTEN is deaf.
 * First it tries to recover. Where that does not help and its pool gets no answer either, it has the process ended, for the
 * platform to start it again; where Postgres answers the pool, another process would fare no better, so the worker stays,
 * says how it is, and goes on trying. While no heartbeat gets through, Postgres is away, and nobody is to blame.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { WorkerState } from '@reelyard/pipeline/heartbeat'
import type { Logger, LongRunner } from '@reelyard/runtime'
import { isAnswer } from './postgres-answer.ts'

export interface Watched {
  /** What the worker is while this one does not come on. */
  state: Exclude<WorkerState, 'ready' | 'draining'>
  reason: string
  /** Asked once a tick: whether it has come on since the last tick, or had nothing to do. */
  isWell(): boolean
  /** So many bad ticks before it tries to recover. Ticks during which no heartbeat gets through do not count. */
  recoverTicks: number
  /** So many before it asks whether the process has to end. */
  endTicks: number
  recover(): Promise<unknown>
}

export interface WatchdogOptions {
  /** Of two that are equally bad, the reason of the first is said. */
  watched: readonly Watched[]
  tickMs: number
  getsThrough(): boolean
  /** Asks Postgres over the pool. */
  probe(): Promise<unknown>
  /** How long its answer may take. */
  probeMs: number
  /** Writes down how the worker is. */
  say(state: WorkerState, reason?: string): void
  /** Nothing has helped. */
  onEnd(reason: string): void
  logger: Logger
}

/** What one has come to. */
interface Case {
  one: Watched
  badTicks: number
  ill: boolean
}

/** The worst first. */
const STATES = ['stuck', 'deaf'] as const

/** Looks once a tick, until it is stopped, and never again after. Says a state only when it changes. */
export function createWatchdog(options: WatchdogOptions): LongRunner {
  const { getsThrough, logger } = options
  const cases = options.watched.map((one): Case => ({ one, badTicks: 0, ill: false }))
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let said: Watched | undefined

  function sayWorst(): void {
    const ill = cases.filter((each) => each.ill).map(({ one }) => one)
    const [worst] = STATES.flatMap((state) => ill.filter((one) => one.state === state))
    if (worst === said) return
    said = worst
    options.say(worst?.state ?? 'ready', worst?.reason)
  }

  function look(each: Case): void {
    // It must be asked each time: it answers for the time since it was last asked.
    if (each.one.isWell()) return heal(each)
    if (!getsThrough()) return
    each.badTicks++
    if (each.badTicks === each.one.recoverTicks) recover(each)
    if (each.badTicks === each.one.endTicks) void stayOrEnd(each)
  }

  function heal(each: Case): void {
    each.badTicks = 0
    if (!each.ill) return
    each.ill = false
    logger.info({ state: each.one.state }, 'recovered')
    sayWorst()
  }

  function recover(each: Case): void {
    const { state, reason } = each.one
    each.ill = true
    logger.error({ state, reason }, 'does not come on; trying to recover')
    sayWorst()
    each.one.recover().catch((error: unknown) => logger.error({ error, state }, 'could not recover'))
  }

  async function stayOrEnd(each: Case): Promise<void> {
    const { state, reason, recoverTicks } = each.one
    const answered = await postgresAnswers(options)
    if (stopped || !each.ill) return
    if (answered) {
      logger.warn({ state, reason }, 'does not come on, though Postgres answers; goes on trying')
      each.badTicks = 0
      return
    }
    if (!getsThrough()) {
      each.badTicks = recoverTicks
      return
    }
    logger.fatal({ state, reason }, 'does not come on; ending')
    options.onEnd(reason)
  }

  return {
    start: async () => {
      if (!stopped) timer ??= setInterval(() => cases.forEach(look), options.tickMs).unref()
    },
    stop: async () => {
      stopped = true
      clearInterval(timer)
    },
  }
}

/** A refusal is an answer too. */
async function postgresAnswers({ probe, probeMs }: WatchdogOptions): Promise<boolean> {
  const over = new AbortController()
  const answered = probe().then(() => true, isAnswer)
  try {
    return await Promise.race([answered, delay(probeMs, false, { signal: over.signal, ref: false })])
  } finally {
    over.abort()
  }
}
