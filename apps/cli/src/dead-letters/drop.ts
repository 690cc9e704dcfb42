/** `reelyard dead-letters drop`. */
import type { DeadLetterFilter } from '@reelyard/pipeline'
import { say } from '../terminal.ts'
import type { Place } from './at-work.ts'
import { confirm } from './confirm.ts'
import { outcomeLines } from './outcome-lines.ts'
import { openLetters, refusalsOf } from './selection.ts'
import { counted, sayLines, shownJson } from '../shown.ts'
import { DONE, SOME_REFUSED } from './exit-codes.ts'

export interface DropOptions {
  by: string
  yes: boolean
  json: boolean
}

/** Drops the letters that match now. Their tasks stay failed. */
export async function dropLetters(
  { pipeline, terminal, interruption, keyboard }: Place,
  filter: DeadLetterFilter,
  { by, yes, json }: DropOptions,
): Promise<number> {
  const letters = await openLetters(pipeline, filter)
  await confirm({ verb: 'Drop', letters, yes, keyboard, screen: terminal.err, stop: interruption.stop })
  const ids = letters.map(({ id }) => id)
  const { dropped } = await pipeline.dropDeadLetters({ ids }, by)
  const refused = await refusalsOf(pipeline, [...new Set([...ids, ...(filter.ids ?? [])])], new Set(dropped))
  if (json) say(terminal.out, shownJson({ dropped, refused }))
  else {
    const nothing = letters.length === 0 && refused.length === 0
    const sum = nothing ? 'No dead letter matches.' : `${counted(dropped.length, 'letter')} dropped.`
    sayLines(terminal.out, [...outcomeLines(refused, letters, () => ''), sum])
  }
  return refused.length > 0 ? SOME_REFUSED : DONE
}
