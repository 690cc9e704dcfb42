/** What the main thread and the thread of the heartbeat say to each other. */
import type { HeldTask, WorkerProcess, WorkerState } from '@reelyard/pipeline/heartbeat'

export type { HeldTask, WorkerProcess, WorkerState }

/** Given to the thread at its start. */
export interface ThreadData {
  databaseUrl: string
  worker: WorkerProcess
  /** When the process began, as `monotonicMs()`. */
  startedAt: number
  rhythm: Rhythm
  /** The main thread's sign of life: a counter (Int32) that it keeps raising. */
  pulse: SharedArrayBuffer
}

/** How often what is done. */
export interface Rhythm {
  beatMs: number
  /** After a beat that had no answer. */
  retryMs: number
  /** What has no answer by then is given up together with its connection. */
  answerMs: number
  /** Between two looks at the main thread's sign of life. */
  tickMs: number
  /** So many looks without one, and the main thread is stuck. */
  stuckTicks: number
}

/** What the main thread tells the heartbeat: what it holds, how it is, and when to end. `claimedAt`: as `monotonicMs()`. */
export type ToThread =
  | { kind: 'take'; task: HeldTask; claimedAt: number }
  | { kind: 'leave'; task: HeldTask }
  | { kind: 'state'; state: WorkerState; reason: string | null }
  | { kind: 'script started'; group: number }
  | { kind: 'script ended'; group: number }
  | { kind: 'end' }

/** What became of a beat. `lost`: held tasks that are not this worker's any more; they need not be left. */
export type FromThread =
  | { kind: 'beat'; lost: HeldTask[] }
  | { kind: 'missed'; fault: { message: string; code: string | null } }
