/** The end of a worker's tasks when it is told to stop. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@reelyard/runtime'
import type { RunningTask } from './running.ts'

export interface DrainOptions {
  running: ReadonlySet<RunningTask>
  /** Resolves when no claim is under way any more: until then tasks may still come. */
  claimsEnded: Promise<unknown>
  /** How long running scripts may go on. */
  drainMs: number
  /** Ends that time early. */
  hurry: AbortSignal
  /** For interrupted scripts to end, and for their tasks to be given back. */
  graceMs: number
  logger: Logger
}

/** For what has been given up to come to its end. */
const LAST_MS = 1_000

/**
 * Lets running scripts finish for a time, then interrupts them; their tasks go back unharmed. Where Postgres is away for so
 * long that they cannot go back, their leases run out.
 */
export async function drain(options: DrainOptions): Promise<void> {
  const { running, drainMs, graceMs, logger } = options
  for (const run of running) run.release()
  if (running.size > 0) logger.info({ tasks: running.size, drainMs }, 'draining')
  const ended = allEnded(options)
  if (await endsWithin(ended, drainMs, options.hurry)) return
  for (const run of running) run.interrupt()
  if (await endsWithin(ended, graceMs)) return
  logger.warn({ tasks: running.size }, 'could not give all tasks back; their leases will run out')
  for (const run of running) run.giveUp()
  await endsWithin(ended, LAST_MS)
}

async function allEnded({ running, claimsEnded }: DrainOptions): Promise<void> {
  await claimsEnded
  while (running.size > 0) await Promise.all([...running].map(({ done }) => done))
}

async function endsWithin(ended: Promise<void>, ms: number, cut?: AbortSignal): Promise<boolean> {
  const over = new AbortController()
  const signal = cut ? AbortSignal.any([over.signal, cut]) : over.signal
  try {
    return await Promise.race([ended.then(() => true), delay(ms, false, { signal }).catch(() => false)])
  } finally {
    over.abort()
  }
}
