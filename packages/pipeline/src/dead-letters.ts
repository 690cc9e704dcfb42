/** Dead letters: list them, look into one, drop them. */
import type { StepName } from '@reelyard/core'
import {
  countDeadLetters,
  countLettersAfter,
  deadLetterById,
  endDeadLetters,
  listDeadLetters,
  openDeadLetters,
  type DeadLetterFilter,
  type DeadLetterRow,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { readPage, writeCursor } from './cursor.ts'
import { isId } from './id.ts'
import { refusedNames, type NamedRefusal } from './letter-names.ts'
import { getTask, type TaskHistory } from './read-task.ts'
import { isoTime } from './run.ts'
import { transact } from './transact.ts'

/** Times in ISO 8601. */
export type DeadLetterView = DeadLetterRow

export interface DeadLetterPage {
  letters: DeadLetterView[]
  /** Pass it to get the next page; null at the end. */
  nextCursor: string | null
}

/** Open letters, newest first. Throws BadCursorError. */
export async function pageOfDeadLetters(
  { db }: Context,
  filter: DeadLetterFilter,
  limit: number,
  cursor: string | null,
): Promise<DeadLetterPage> {
  const rows = await readPage(cursor, (after) =>
    listDeadLetters(db, filter, { limit: limit + 1, after: after && { failedAt: after.at, id: after.id } }),
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    letters: page.map(view),
    nextCursor: rows.length > limit && last ? writeCursor({ at: last.failedAt, id: last.id }) : null,
  }
}

/** A letter, open or not, with its task's whole history. Null if there is no such letter. */
export async function getDeadLetter(
  context: Context,
  id: string,
): Promise<(DeadLetterView & { task: TaskHistory | null }) | null> {
  const row = isId(id) ? await deadLetterById(context.db, id) : null
  if (!row) return null
  return { ...view(row), task: row.taskId === null ? null : await getTask(context, row.taskId) }
}

function view(row: DeadLetterRow): DeadLetterView {
  return { ...row, failedAt: isoTime(row.failedAt), endedAt: isoTime(row.endedAt) }
}

export interface DropReport {
  dropped: string[]
}

/** Letters that are dropped in one transaction. */
const DROPPED_AT_ONCE = 1_000

/** Drops all open letters that match: their tasks stay failed, with their history. */
export async function dropDeadLetters(context: Context, filter: DeadLetterFilter, by: string): Promise<DropReport> {
  const matching = (await openDeadLetters(context.db, filter)).map(({ id }) => id)
  const dropped: string[] = []
  for (let from = 0; from < matching.length; from += DROPPED_AT_ONCE) {
    dropped.push(...(await drop(context, matching.slice(from, from + DROPPED_AT_ONCE), by)))
  }
  return { dropped }
}

/** As `dropDeadLetters`, for one who waits for the answer: DROPPED_AT_ONCE letters, the oldest. */
export async function dropSomeLetters(
  context: Context,
  filter: DeadLetterFilter,
  by: string,
): Promise<DropReport & { refused: NamedRefusal[]; remaining: number }> {
  const matching = (await openDeadLetters(context.db, filter, { most: DROPPED_AT_ONCE })).map(({ id }) => id)
  const refused = await refusedNames(context, filter)
  const dropped = matching.length === 0 ? [] : await drop(context, matching, by)
  return { dropped, refused, remaining: await countLettersAfter(context.db, filter, null) }
}

function drop({ db, queue }: Context, ids: readonly string[], by: string): Promise<string[]> {
  return transact(db, 'drop', async (tx) => {
    const dropped = await endDeadLetters(tx, { ids }, 'dropped', by)
    await queue.removeDeadLetters(tx, dropped)
    return dropped
  })
}

/** How many open letters match, by step and code. */
export function deadLetterCounts(
  { db }: Context,
  filter: DeadLetterFilter,
): Promise<{ step: StepName; code: string; count: number }[]> {
  return countDeadLetters(db, filter)
}
