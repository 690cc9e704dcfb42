/**
 * Delivers results: hands published messages out to webhooks, sends what is due, and settles it. Every web process runs one;
 * they share the work through the queue. While a request is under way no transaction is open.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { DELIVERY_POLICY, type DeliveryPolicy, type DueDelivery } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'
import type { PipelineCalls } from '../app.ts'
import { Problem } from '../problem/problem.ts'
import { loggable } from '../request-log.ts'
import { ANSWER_WITHIN_MS, send, type Outbound } from './send.ts'

/** What may be otherwise than by default. */
export interface DelivererOptions {
  outbound: Outbound
  policy?: DeliveryPolicy
  /** Requests at once. */
  concurrency?: number
  /** Of them, to one webhook: a slow one must not hold up the others. */
  perWebhook?: number
  /** How often it looks for work. */
  pollMs?: number
  answerWithinMs?: number
  /** A delivery that is not settled by then is sent again: its sender must be dead. Much longer than an answer may take. */
  leaseSeconds?: number
  /** How long requests under way may go on after `stop`. */
  drainMs?: number
  /** How long deliveries are kept. */
  keepDays?: number
}

const DEFAULTS = {
  policy: DELIVERY_POLICY,
  concurrency: 20,
  perWebhook: 2,
  pollMs: 1_000,
  answerWithinMs: ANSWER_WITHIN_MS,
  leaseSeconds: 60,
  drainMs: 3_000,
  keepDays: 30,
}

/** Messages that are handed out in one transaction. */
const RESULTS_AT_ONCE = 100

const TIDY_EVERY_MS = 3_600_000

export type DelivererCalls = Pick<
  PipelineCalls,
  'dispatchResults' | 'claimDelivery' | 'settleDelivery' | 'rescueDeliveries' | 'tidyDeliveries'
>

/** Takes up work as soon as the pipeline answers. */
export function webhookDeliverer(pipeline: DelivererCalls, logger: Logger, options: DelivererOptions): LongRunner {
  const how = { ...DEFAULTS, ...options }
  const stopping = new AbortController()
  const cutting = new AbortController()
  const running = new Map<Promise<void>, string>()
  let wake = new AbortController()
  let loop: Promise<void> | null = null

  async function work(): Promise<void> {
    const rescue = every((how.leaseSeconds * 1000) / 4, () => pipeline.rescueDeliveries(how.leaseSeconds))
    const tidy = every(TIDY_EVERY_MS, () => pipeline.tidyDeliveries(how.keepDays))
    while (!stopping.signal.aborted) {
      wake = new AbortController()
      try {
        await rescue()
        await tidy()
        await handOut()
        await takeDue()
      } catch (error) {
        logFault(logger, error)
      }
      await delay(how.pollMs, undefined, { signal: AbortSignal.any([stopping.signal, wake.signal]) }).catch(() => {})
    }
  }

  async function handOut(): Promise<void> {
    while (!stopping.signal.aborted && (await pipeline.dispatchResults(RESULTS_AT_ONCE)) === RESULTS_AT_ONCE);
  }

  async function takeDue(): Promise<void> {
    while (running.size < how.concurrency && !stopping.signal.aborted) {
      const due = await pipeline.claimDelivery(atTheirLimit([...running.values()], how.perWebhook))
      if (!due) return
      const ran = deliver(due).finally(() => {
        running.delete(ran)
        // There is room again.
        wake.abort()
      })
      running.set(ran, due.webhookId)
    }
  }

  async function deliver(due: DueDelivery): Promise<void> {
    try {
      const tried = await send(due, how.outbound, how.answerWithinMs, cutting.signal)
      const { state, disabled } = await pipeline.settleDelivery(due, tried, how.policy)
      const { deliveryId: delivery, webhookId: webhook, tries } = due
      const status = tried.response?.status ?? null
      const facts = { delivery, webhook, status, code: tried.error?.code, try: tries + 1, state }
      logger[state === 'delivered' ? 'info' : 'warn']({ ...facts, milliseconds: tried.milliseconds }, 'webhook tried')
      if (disabled) logger.warn({ webhook, reason: disabled }, 'webhook disabled')
    } catch (error) {
      // It is tried again when its lease is over.
      if (!cutting.signal.aborted) logFault(logger, error)
    }
  }

  return {
    start: async () => {
      loop ??= work()
    },
    stop: async () => {
      stopping.abort()
      await loop
      const cut = setTimeout(() => cutting.abort(), how.drainMs)
      await Promise.all(running.keys())
      clearTimeout(cut)
    },
  }
}

function atTheirLimit(webhooks: readonly string[], most: number): string[] {
  const counts = new Map<string, number>()
  for (const id of webhooks) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts].filter(([, count]) => count >= most).map(([id]) => id)
}

/** Runs `work` at the first call, and then at most once in so many milliseconds. */
function every(ms: number, work: () => Promise<unknown>): () => Promise<void> {
  let dueAt = 0
  return async () => {
    if (performance.now() < dueAt) return
    await work()
    dueAt = performance.now() + ms
  }
}

function logFault(logger: Logger, error: unknown): void {
  // The connection says by itself that it waits for Postgres.
  if (error instanceof Problem && error.code === 'not_ready') return
  logger.error({ error: loggable(error) }, 'delivering to webhooks failed')
}
