/** What runs a task's work: a script for real, something in memory in a benchmark. */
import type { ClaimedTask } from '@reelyard/pipeline'
import type { Logger } from '@reelyard/runtime'

export interface ExecutionContext {
  /** Ends the work; the result is `interrupted`. */
  signal: AbortSignal
  /** Stores a checkpoint; rejects if the claim is lost. */
  onCheckpoint(value: unknown): Promise<void>
  logger: Logger
}

export interface ExecutionResult {
  outcome: 'succeeded' | 'temporary' | 'permanent' | 'interrupted'
  code: string | null
  message: string | null
  exitCode: number | null
  signal: string | null
  retryAfterSeconds: number | null
  artifacts: { role: string; sha256: string; bytes: number; mediaType: string }[]
  result: Record<string, unknown> | null
  log: readonly string[]
  cost: number | null
}

/** Never rejects for what the work does; rejects where the worker itself cannot go on (disk full, store away). */
export type Execute = (task: ClaimedTask, context: ExecutionContext) => Promise<ExecutionResult>
