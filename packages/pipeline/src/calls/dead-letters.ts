/** Dead letters, some of them at a time: for those who wait for an answer. */
import type { DeadLetterFilter } from '@reelyard/db'
import type { Context } from '../context.ts'
import { dropSomeLetters } from '../dead-letters.ts'
import { redriveSomeLetters, type RedriveOptions } from '../redrive.ts'

export function deadLettersCalls(context: Context) {
  return {
    redriveSomeLetters: (filter: DeadLetterFilter, options: RedriveOptions, cursor: string | null) =>
      redriveSomeLetters(context, filter, options, cursor),
    dropSomeLetters: (filter: DeadLetterFilter, by: string) => dropSomeLetters(context, filter, by),
  }
}
