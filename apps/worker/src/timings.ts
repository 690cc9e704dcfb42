/** What the worker waits for, and for how long, before it does something about itself. */
import type { Rhythm } from './heartbeat/messages.ts'

export interface Timings {
  /** Between two looks at itself. */
  tickMs: number
  /** So many looks without progress, though the heartbeat gets through, and it tries to recover … */
  recoverTicks: { claims: number; listen: number }
  /** … and so many without success, and it asks Postgres over its pool … */
  endTicks: { claims: number; listen: number }
  /** … and without an answer by then the process ends, for the platform to start it again. */
  probeMs: number
  /** So many looks at a main thread that stands still, and the heartbeat's thread ends the process. */
  stuckTicks: number
  /** After the drain: for interrupted scripts to end and for their tasks to be given back. */
  graceMs: number
}

/** A worker that could work and does not finds out within 30 s. */
export const TIMINGS: Timings = {
  tickMs: 1_000,
  recoverTicks: { claims: 20, listen: 20 },
  endTicks: { claims: 25, listen: 25 },
  probeMs: 5_000,
  stuckTicks: 30,
  graceMs: 10_000,
}

/** Beats within one lease: three may be lost before the claim is. */
const BEATS_A_LEASE = 4

/** A long lease is no reason for long silence: the beats are also what the worker's health is known by. */
const BEAT_MS_MOST = 5_000

/** A machine that is busy with scripts takes that long for a connection and its password. */
const ANSWER_MS_LEAST = 500

/** How the heartbeat of a worker beats whose claims hold for `leaseSeconds` without one. */
export function rhythmOf(leaseSeconds: number, { tickMs, stuckTicks }: Timings): Rhythm {
  const beatMs = Math.min((leaseSeconds * 1_000) / BEATS_A_LEASE, BEAT_MS_MOST)
  return { beatMs, retryMs: beatMs / 4, answerMs: Math.max(beatMs, ANSWER_MS_LEAST), tickMs, stuckTicks }
}
