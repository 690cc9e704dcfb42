/** `reelyard dead-letters preview` and `redrive`. */
import type { DeadLetterFilter, RedriveReport } from '@reelyard/pipeline'
import { say } from '../terminal.ts'
import type { Place } from './at-work.ts'
import { confirm } from './confirm.ts'
import { outcomeLines } from './outcome-lines.ts'
import { openLetters, refusalsOf, type Letter, type Outcome } from './selection.ts'
import { counted, sayLines, shownJson } from '../shown.ts'
import { DONE, SOME_REFUSED } from './exit-codes.ts'

/** As commander reads them, but for `parameters`. */
export interface RedriveOptions {
  by: string
  note?: string
  /** A JSON merge patch of each task's parameters. */
  parameters?: object
  /** Letters a second. */
  rate?: number
  preview: boolean
  yes: boolean
  json: boolean
}

/** Redrives the letters that match now, or says what would happen. Those that fail meanwhile are for the next time. */
export async function redriveLetters(
  { pipeline, terminal, interruption, keyboard }: Place,
  filter: DeadLetterFilter,
  options: RedriveOptions,
): Promise<number> {
  const letters = await openLetters(pipeline, filter)
  const { preview, json, yes } = options
  if (!preview)
    await confirm({ verb: 'Redrive', letters, yes, keyboard, screen: terminal.err, stop: interruption.stop })
  const ids = letters.map(({ id }) => id)
  const report = await pipeline.redriveDeadLetters({ ids }, rerunOf(options))
  const wanted = new Set([...ids, ...(filter.ids ?? [])])
  const missing = await refusalsOf(pipeline, [...wanted], new Set(report.items.map(({ id }) => id)))
  const items = [...report.items, ...missing]
  const refused = report.refused + missing.length
  if (json) say(terminal.out, shownJson({ preview, ...report, refused, items }))
  else sayLines(terminal.out, reportLines({ ...report, refused }, items, letters, preview))
  return refused > 0 ? SOME_REFUSED : DONE
}

function rerunOf({ by, note, parameters, rate, preview }: RedriveOptions) {
  return {
    by,
    preview,
    ...(note !== undefined && { note }),
    ...(parameters !== undefined && { parameters }),
    ...(rate !== undefined && { perSecond: rate }),
  }
}

function reportLines(
  { redriven, refused, spreadSeconds }: Omit<RedriveReport, 'items'>,
  items: readonly Outcome[],
  letters: readonly Letter[],
  preview: boolean,
): string[] {
  if (items.length === 0) return ['No dead letter matches.']
  const over = spreadSeconds > 0 ? ` over ${counted(spreadSeconds, 'second')}` : ''
  const verb = preview ? 'would be ' : ''
  const sum = [
    ...(redriven > 0 ? [`${counted(redriven, 'letter')} ${verb}redriven${over}`] : []),
    ...(refused > 0 ? [`${counted(refused, 'letter')} ${verb}refused`] : []),
  ]
  return [...outcomeLines(items, letters, startOf), `${sum.join(', ')}.`]
}

function startOf(item: Outcome & { done: true }): string {
  return item.afterSeconds > 0 ? `in ${item.afterSeconds} s` : 'at once'
}
