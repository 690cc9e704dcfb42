/** What the exit code of every command means. docs/cli.md has the same table. */
import { ProblemError, UnreachableError } from '@reelyard/client'
import { CommandError } from './command-error.ts'

/** By meaning. Ends by a signal: 128 and its number, so 130 for Ctrl-C. */
export const EXIT = {
  done: 0,
  /** What was asked for came to nothing: the video failed, the machine lacks something, the API has an error. */
  failed: 1,
  /** Used wrongly, or the API refused it. Nothing was changed; the same command will not do better. */
  refused: 2,
  /** Nobody answers, or whoever answers cannot serve now. The same command may do better later. */
  unreachable: 3,
} as const

const PASSING = [408, 429, 502, 503, 504]

/** The exit code of what a command threw. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode
  if (error instanceof UnreachableError) return EXIT.unreachable
  if (!(error instanceof ProblemError)) return EXIT.failed
  if (PASSING.includes(error.status)) return EXIT.unreachable
  return error.status < 500 ? EXIT.refused : EXIT.failed
}
