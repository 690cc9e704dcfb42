/** How a script ended: one value with the same keys, however it ended, so that nobody parses text. */
import type { ScriptOutput } from '../protocol.ts'
import type { ScriptUsage } from './usage.ts'

/**
 * `temporary`: try again, within the attempts. `permanent`: the same input would fail again. `interrupted`: ended from
 * outside, for nothing that the script did; it burns no attempt.
 */
export type ScriptOutcome = 'succeeded' | 'temporary' | 'permanent' | 'interrupted'

/** How one run went. */
export interface ScriptResult {
  outcome: ScriptOutcome
  /**
   * Null on success, else stable and snake_case: the script's own `error.code`, or one of `spawn_failed` `timed_out`
   * `output_limit` `interrupted` `checkpoint_refused` `checkpoint_too_long` `killed_by_signal` `exit_<n>`
   * `invalid_output` `missing_output` `output_outside_folder`.
   */
  code: string | null
  /** For people; redacted. */
  message: string | null
  /** As the script's own `error` says, by its own word or its provider's; wins over the retry schedule. */
  retryAfterSeconds: number | null
  /** Null unless the script succeeded. Every file in it is a regular file within the scratch folder. */
  output: ScriptOutput | null
  /** Null where the script was not started or ended by a signal. */
  exitCode: number | null
  /** `SIGKILL` …; null where the script ended by itself. */
  signal: string | null
  timedOut: boolean
  interrupted: boolean
  /** We ended it, for whatever reason. */
  killed: boolean
  /** The last 200 log lines, redacted, each cut at 2,000 characters. */
  logTail: string[]
  /** How many log lines there were in all. */
  logLines: number
  /** Sum of the `cost` lines; null where there was none. */
  cost: number | null
  /** Null where the script was not started. */
  usage: ScriptUsage | null
  /** With all that came before and after the script itself. */
  durationMs: number
}
