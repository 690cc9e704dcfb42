/** What runs a task's work: a script for real, something in memory in a benchmark. */
import type { ScriptUsage } from '@reelyard/core/script'
import type { ClaimedTask } from '@reelyard/pipeline'
import type { Logger } from '@reelyard/runtime'

export interface ExecutionContext {
  /** Ends the work; the result is `interrupted`. */
  signal: AbortSignal
  /** Stores a checkpoint; rejects if the claim is lost. */
  onCheckpoint(value: unknown): Promise<void>
  /** Told of each script that is started, so that it does not outlive this process; returns what to call at its end. */
  onStart(run: { group: number; mark: string }): () => void
  /** Hears each line that the work logs, redacted. */
  onLine?: ((text: string) => void) | undefined
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
  /** How many lines there were in all. */
  logLines?: number
  cost: number | null
  /** Null where no script was started; absent where the work is no process. */
  usage?: ScriptUsage | null
}

/** Never rejects for what the work does; rejects where the worker itself cannot go on (disk full, store away). */
export type Execute = (task: ClaimedTask, context: ExecutionContext) => Promise<ExecutionResult>
