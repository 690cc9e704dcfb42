/** Dead letters. */
import type { DeadLetterFilter } from '@reelyard/db'
import type { Context } from '../context.ts'
import {
  deadLetterCounts,
  dropDeadLetters,
  dropSomeLetters,
  getDeadLetter,
  pageOfDeadLetters,
} from '../dead-letters.ts'
import { redriveDeadLetters, redriveSomeLetters, type RedriveOptions } from '../redrive.ts'

export function deadLettersCalls(context: Context) {
  return {
    pageOfDeadLetters: (filter: DeadLetterFilter, limit: number, cursor: string | null) =>
      pageOfDeadLetters(context, filter, limit, cursor),
    getDeadLetter: (id: string) => getDeadLetter(context, id),
    deadLetterCounts: (filter: DeadLetterFilter) => deadLetterCounts(context, filter),
    redriveDeadLetters: (filter: DeadLetterFilter, options: RedriveOptions) =>
      redriveDeadLetters(context, filter, options),
    dropDeadLetters: (filter: DeadLetterFilter, by: string) => dropDeadLetters(context, filter, by),
    /** Some of them at a time: for those who wait for an answer. */
    redriveSomeLetters: (filter: DeadLetterFilter, options: RedriveOptions, cursor: string | null) =>
      redriveSomeLetters(context, filter, options, cursor),
    dropSomeLetters: (filter: DeadLetterFilter, by: string) => dropSomeLetters(context, filter, by),
  }
}
