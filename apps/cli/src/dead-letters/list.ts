/** `reelyard dead-letters list` and `counts`. */
import type { DeadLetterFilter, DeadLetterPage, DeadLetterView, Pipeline } from '@reelyard/pipeline'
import { printable, say, type Terminal } from '../terminal.ts'
import type { Place } from './at-work.ts'
import { columnsOf, counted, fitted, sayLines, shownJson, shownStep, shownTime } from '../shown.ts'
import { wrongUse } from '../strict-command.ts'
import { DONE } from './exit-codes.ts'

export interface ListOptions {
  limit: number
  cursor?: string
  json: boolean
}

/** Shows a page of the open letters, newest first. */
export async function listLetters(
  { pipeline, terminal: { out, env } }: Place,
  filter: DeadLetterFilter,
  { limit, cursor, json }: ListOptions,
): Promise<number> {
  const page = await pipeline.pageOfDeadLetters(filter, limit, cursor ?? null).catch(explainCursor)
  if (json) say(out, shownJson(page))
  else sayLines(out, pageLines(page, columnsOf(out), env))
  return DONE
}

async function explainCursor(error: unknown): Promise<never> {
  const { BadCursorError } = await import('@reelyard/pipeline')
  if (!(error instanceof BadCursorError)) throw error
  throw wrongUse('--cursor takes what an earlier page ended with, as it is.', { cause: error })
}

function pageLines({ letters, nextCursor }: DeadLetterPage, columns: number, env: Terminal['env']): string[] {
  if (letters.length === 0) return ['No dead letters.']
  return [
    row('ID', 'FAILED (UTC)', 'STEP'),
    ...letters.flatMap((letter) => [
      row(letter.id, shownTime(letter.failedAt), shownStep(letter)),
      fitted(`    ${summaryOf(letter)}`, columns, env),
    ]),
    ...(nextCursor === null ? [] : ['', 'There are more:', `--cursor ${nextCursor}`]),
  ]
}

const ID_COLUMNS = 36
const TIME_COLUMNS = 19

function row(id: string, time: string, step: string): string {
  return `${id.padEnd(ID_COLUMNS)}  ${time.padEnd(TIME_COLUMNS)}  ${step}`
}

function summaryOf({ channel, code, message }: DeadLetterView): string {
  return `${channel === null ? '' : `${channel}  `}${printable(code)}: ${printable(message)}`
}

/** Shows how many open letters there are, by step and code. */
export async function countLetters(
  { pipeline, terminal: { out, env } }: Place,
  filter: DeadLetterFilter,
  { json }: { json: boolean },
): Promise<number> {
  const counts = await pipeline.deadLetterCounts(filter)
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  if (json) say(out, shownJson({ counts, total }))
  else if (total === 0) sayLines(out, ['No dead letters.'])
  else sayLines(out, [...countLines(counts, columnsOf(out), env), counted(total, 'dead letter')])
  return DONE
}

type Counts = Awaited<ReturnType<Pipeline['deadLetterCounts']>>

function countLines(counts: Counts, columns: number, env: Terminal['env']): string[] {
  const rows = [['LETTERS', 'STEP', 'CODE'], ...counts.map(({ step, code, count }) => [String(count), step, code])]
  return rows.map(([count = '', step = '', code = '']) =>
    fitted(`${count.padStart('LETTERS'.length)}  ${step.padEnd('sound_effects'.length)}  ${code}`, columns, env),
  )
}
