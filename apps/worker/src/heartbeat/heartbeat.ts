/** The main thread's side of the heartbeat: tells the thread what runs, and hears from it what is lost. */
import type { Worker } from 'node:worker_threads'
import type { Logger, LongRunner } from '@reelyard/runtime'
import type { RunningTask } from '../running.ts'
import { monotonicMs } from './clock.ts'
import { startLightThread } from './light-thread.ts'
import type { FromThread, HeldTask, Rhythm, ThreadData, ToThread, WorkerProcess, WorkerState } from './messages.ts'

export interface HeartbeatOptions {
  databaseUrl: string
  worker: WorkerProcess
  rhythm: Rhythm
  logger: Logger
  /** The thread has ended again and again: nobody keeps the leases any more. */
  onEnd(reason: string): void
}

export interface Heartbeat extends LongRunner {
  /** From now on its lease is kept; it is told when its claim is lost. */
  take(run: RunningTask): void
  leave(run: RunningTask): void
  /** A script runs; returns what to call at its end. */
  watch(group: number): () => void
  /** Writes down how the worker is, at once. */
  say(state: WorkerState, reason?: string): void
  /** Whether Postgres has answered a beat lately. */
  getsThrough(): boolean
}

/** Starts of the thread in a row, none of which came to a beat. */
const STARTS_MOST = 4

/** How long the thread may take to sign off. */
const END_MS = 2_000

const THREAD = new URL('./thread.ts', import.meta.url)

/**
 * Keeps the leases of what it was told to take, and the worker's row, from a thread of its own: whatever the main thread is
 * busy with. Its start waits for the first beat, well or not; its stop signs off. After a stop it never beats again.
 */
export function createHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { rhythm, logger } = options
  const runs = new Map<RunningTask, number>()
  const groups = new Set<number>()
  const pulse = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const { databaseUrl, worker } = options
  const data: ThreadData = { databaseUrl, worker, rhythm, pulse, startedAt: monotonicMs() - process.uptime() * 1_000 }
  let condition: { state: WorkerState; reason: string | null } = { state: 'ready', reason: null }
  let thread: Worker | null = null
  let starts = 0
  let ending = false
  let heardAt = Number.NEGATIVE_INFINITY
  let pulsing: NodeJS.Timeout | undefined
  const first = Promise.withResolvers<void>()

  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  const tell = (message: ToThread) => thread?.postMessage(message)
  const tellOf = (run: RunningTask, claimedAt: number) => tell({ kind: 'take', task: keyOf(run), claimedAt })

  function begin(): void {
    starts++
    thread = startLightThread(THREAD, data)
    thread.on('message', hear)
    thread.on('error', (error) => logger.error({ error }, 'the heartbeat has failed'))
    thread.once('exit', onExit)
    for (const [run, claimedAt] of runs) tellOf(run, claimedAt)
    for (const group of groups) tell({ kind: 'script started', group })
    if (condition.state !== 'ready') tell({ kind: 'state', ...condition })
  }

  function onExit(): void {
    first.resolve()
    thread = null
    if (ending) return
    logger.error({ starts }, 'the heartbeat has ended by itself')
    if (starts < STARTS_MOST) begin()
    else options.onEnd('the heartbeat ends again and again')
  }

  function hear(message: FromThread): void {
    first.resolve()
    if (message.kind === 'missed') {
      logger.warn({ error: message.fault }, 'heartbeat failed; the next one tries again')
      return
    }
    starts = 0
    heardAt = performance.now()
    for (const run of [...runs.keys()].filter((one) => isAmong(message.lost, one))) run.lose()
  }

  return {
    /** Resolves with the first beat, also where it failed. */
    start: async () => {
      if (thread || ending) return
      pulsing = setInterval(() => Atomics.add(new Int32Array(pulse), 0, 1), rhythm.tickMs).unref()
      begin()
      await first.promise
    },
    stop: async () => {
      clearInterval(pulsing)
      const last = thread
      if (ending) return
      ending = true
      if (!last) return
      const ended = new Promise((resolve) => last.once('exit', resolve))
      tell({ kind: 'end' })
      const patience = setTimeout(() => void last.terminate(), END_MS)
      await ended
      clearTimeout(patience)
    },
    take: (run) => {
      const now = monotonicMs()
      runs.set(run, now)
      tellOf(run, now)
    },
    leave: (run) => {
      runs.delete(run)
      tell({ kind: 'leave', task: keyOf(run) })
    },
    watch: (group) => {
      groups.add(group)
      tell({ kind: 'script started', group })
      return () => {
        groups.delete(group)
        tell({ kind: 'script ended', group })
      }
    },
    say: (state, reason) => {
      condition = { state, reason: reason ?? null }
      tell({ kind: 'state', ...condition })
    },
    getsThrough: () => performance.now() - heardAt < 2 * rhythm.beatMs + rhythm.answerMs,
  }
}

function keyOf({ task: { taskId, attempt } }: RunningTask): HeldTask {
  return { taskId, attempt }
}

function isAmong(lost: readonly HeldTask[], { task }: RunningTask): boolean {
  return lost.some(({ taskId, attempt }) => taskId === task.taskId && attempt === task.attempt)
}
