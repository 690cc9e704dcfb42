/** From what a script did to what it means. */
import { isTemporaryStatus, type ScriptError } from '../protocol.ts'
import type { StopReason } from './child.ts'
import type { Stop } from './conversation.ts'
import { collectOutput, readOutput } from './output.ts'
import type { ScriptOptions } from './options.ts'
import type { ScriptOutcome, ScriptResult } from './result.ts'
import { parseRetryAfter } from './retry-after.ts'

/** What is known of a script that ended. */
export interface ScriptEnd {
  started: boolean
  startError: unknown
  stopped: Stop | null
  exitCode: number | null
  signal: string | null
  logTail: string[]
}

/** The part of the result that is judged and not measured. */
export type Verdict = Pick<ScriptResult, 'outcome' | 'code' | 'message' | 'retryAfterSeconds' | 'output'> & {
  /** What the script's author should know, though it decided nothing. */
  remark?: string
}

const PERMANENT_EXITS: ReadonlySet<number | null> = new Set([64, 65, 66, 77, 78])

const STOP_OUTCOMES = {
  timed_out: 'temporary',
  output_limit: 'temporary',
  interrupted: 'interrupted',
  checkpoint_refused: 'temporary',
  checkpoint_too_long: 'permanent',
} as const satisfies Record<StopReason, ScriptOutcome>

/** Ours first (we ended it), then the script's own `error`, then signal and exit code, then what it made. */
export async function judge(end: ScriptEnd, options: ScriptOptions): Promise<Verdict> {
  if (end.stopped) return failure(STOP_OUTCOMES[end.stopped.reason], end.stopped.reason, end.stopped.message)
  if (!end.started) return spawnFailure(end.startError, options)
  const written = await readOutput(options.folder)
  if (written.kind === 'valid' && written.output.error) return ownFailure(written.output.error)
  if (end.exitCode !== 0) return exitFailure(end)
  const collected = await collectOutput(options.folder, written, options.declaredOutputs)
  if (collected.fault) return failure(collected.fault.outcome, collected.fault.code, collected.fault.message)
  return { outcome: 'succeeded', code: null, message: null, retryAfterSeconds: null, output: collected.output }
}

function ownFailure(error: ScriptError): Verdict {
  const { code, message, retriable = isTemporaryStatus(error.httpStatus ?? 0) } = error
  return { ...failure(retriable ? 'temporary' : 'permanent', code, message), ...waitOf(error) }
}

/** The script's own word wins over the header that it passed on. */
function waitOf({ retryAfterSeconds, retryAfter }: ScriptError): Pick<Verdict, 'retryAfterSeconds' | 'remark'> {
  if (retryAfterSeconds !== undefined) return { retryAfterSeconds }
  const seconds = retryAfter ? parseRetryAfter(retryAfter) : null
  if (seconds !== null || !retryAfter) return { retryAfterSeconds: seconds }
  const remark = `The error's retryAfter '${retryAfter.slice(0, 100)}' is no number of seconds and no HTTP date: ignored.`
  return { retryAfterSeconds: null, remark }
}

function exitFailure({ exitCode, signal, logTail }: ScriptEnd): Verdict {
  const lastWords = logTail.length > 0 ? ` Its last words: ${logTail.at(-1)}` : ''
  if (signal !== null) return failure('temporary', 'killed_by_signal', `The script was ended by ${signal}.${lastWords}`)
  const outcome = PERMANENT_EXITS.has(exitCode) ? 'permanent' : 'temporary'
  return failure(outcome, `exit_${exitCode}`, `The script ended with exit code ${exitCode}.${lastWords}`)
}

function spawnFailure(error: unknown, { argv, folder }: ScriptOptions): Verdict {
  const { code, message } = error as NodeJS.ErrnoException
  // Brought about by the arguments themselves, so each attempt would meet it again.
  const outcome = error instanceof TypeError || code === 'E2BIG' ? 'permanent' : 'temporary'
  return failure(outcome, 'spawn_failed', `'${argv[0] ?? ''}' could not be started in ${folder}: ${message}`)
}

function failure(outcome: ScriptOutcome, code: string, message: string | null): Verdict {
  return { outcome, code, message, retryAfterSeconds: null, output: null }
}
