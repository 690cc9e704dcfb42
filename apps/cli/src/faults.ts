/** What is wrong with an order or a channel, one fault a line. */
import type { Fault } from '@reelyard/core'
import { ProblemError } from '@reelyard/client'
import { CommandError } from './command-error.ts'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { printable } from './terminal.ts'

/** A refusal: `what` was refused, then each fault with its JSON pointer. */
export function refusal(what: string, faults: readonly Pick<Fault, 'pointer' | 'message'>[]): CommandError {
  const lines = faults.map(({ pointer, message }) => `  ${printable(pointer) || '/'}  ${printable(message)}`)
  return new CommandError([`${what} was refused:`, ...lines].join('\n'), EXIT.refused)
}

/** Puts the API's refusal of `what` into words; other errors stay as they are. */
export function asRefusal(what: string, error: unknown): Error {
  if (!(error instanceof ProblemError)) return error instanceof Error ? error : new Error(String(error))
  if (exitCodeOf(error) !== EXIT.refused) return error
  const { errors, detail } = error.problem
  if (errors.length > 0) return refusal(what, errors)
  return new CommandError(`${what} was refused: ${printable(detail)}`, EXIT.refused, { cause: error })
}
