/** Dead letters: list them, look into one, see what a redrive would do, redrive or drop them. */
import {
  countDeadLetters,
  deadLetterById,
  endDeadLetters,
  listDeadLetters,
  lockOpenLetter,
  lockTask,
  openDeadLetterIds,
  type DeadLetterFilter,
  type DeadLetterRow,
  type Transaction,
} from '@reelyard/db'
import type { StepName } from '@reelyard/core'
import type { Context } from './context.ts'
import { readPage, writeCursor } from './cursor.ts'
import { rerunTask, type Decided, type Refusal, type Rerun } from './decisions.ts'
import { refreshStatus } from './fenced.ts'
import { isId } from './id.ts'
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

export interface RedriveOptions extends Omit<Rerun, 'delaySeconds'> {
  /** At most so many a second become ready; default: all at once. */
  perSecond?: number
  /** Only says what would happen. */
  preview?: boolean
}

/** One in 1,000 seconds. */
const SLOWEST = 0.001

/** One letter of a redrive. */
export type RedriveItem = { id: string; taskId: string | null } & (
  | { done: true; afterSeconds: number }
  | (Omit<Refusal, 'code'> & { code: Refusal['code'] | 'no_task' | 'already_ended' })
)

export interface RedriveReport {
  /** Letters that were redriven, or would be. */
  redriven: number
  refused: number
  /** Seconds until the last of them may run. */
  spreadSeconds: number
  items: RedriveItem[]
}

/**
 * Redrives all open letters that match, oldest first, each in a transaction of its own: what is done stays done if the caller
 * ends in the midst of it, and calling again goes on. A letter that cannot be redriven stays. `parameters` change each task.
 * Throws RangeError for a rate that is none.
 */
export async function redriveDeadLetters(
  context: Context,
  filter: DeadLetterFilter,
  { perSecond, preview = false, ...rerun }: RedriveOptions,
): Promise<RedriveReport> {
  if (perSecond !== undefined && !(perSecond >= SLOWEST && perSecond < Infinity)) {
    throw new RangeError(`A rate is a number from ${SLOWEST} a second.`)
  }
  const items: RedriveItem[] = []
  let redriven = 0
  for (const id of await openDeadLetterIds(context.db, filter)) {
    const afterSeconds = perSecond === undefined ? 0 : Math.floor(redriven / perSecond)
    const item = await redriveOne(context, id, { ...rerun, delaySeconds: afterSeconds }, preview)
    if (item.done) redriven++
    items.push(item)
  }
  const spreadSeconds = items.reduce((most, item) => (item.done ? Math.max(most, item.afterSeconds) : most), 0)
  return { redriven, refused: items.length - redriven, spreadSeconds, items }
}

/** Thrown to roll back what a preview has tried. */
class PreviewOver extends Error {
  readonly item: RedriveItem

  constructor(item: RedriveItem) {
    super('The preview is over.')
    this.item = item
  }
}

/** A preview is the redrive itself, rolled back: it cannot promise what the redrive would not do. */
async function redriveOne(context: Context, id: string, rerun: Rerun, preview: boolean): Promise<RedriveItem> {
  try {
    return await transact(context.db, 'redrive', async (tx) => {
      const item = await redriveLetter(context, tx, id, rerun)
      if (preview) throw new PreviewOver(item)
      return item
    })
  } catch (error) {
    if (error instanceof PreviewOver) return error.item
    throw error
  }
}

async function redriveLetter(context: Context, tx: Transaction, id: string, rerun: Rerun): Promise<RedriveItem> {
  const task = await taskOf(tx, id)
  // Read after the lock: somebody may have redriven or dropped it meanwhile.
  if (!(await lockOpenLetter(tx, id))) {
    return { id, taskId: task?.id ?? null, done: false, code: 'already_ended', message: 'The letter has ended.' }
  }
  if (!task) return { id, taskId: null, done: false, code: 'no_task', message: 'Its job stood for no task.' }
  const decided: Decided = await rerunTask(context, tx, 'redrive', task, rerun)
  if (!decided.done) return { id, taskId: task.id, ...decided }
  await refreshStatus(tx, task.videoId)
  return { id, taskId: task.id, done: true, afterSeconds: rerun.delaySeconds ?? 0 }
}

async function taskOf(tx: Transaction, letterId: string) {
  const letter = await deadLetterById(tx, letterId)
  return letter?.taskId ? lockTask(tx, letter.taskId) : null
}

export interface DropReport {
  dropped: string[]
}

/** Letters that are dropped in one transaction. */
const DROPPED_AT_ONCE = 1_000

/** Drops all open letters that match: their tasks stay failed, with their history. */
export async function dropDeadLetters(context: Context, filter: DeadLetterFilter, by: string): Promise<DropReport> {
  const matching = await openDeadLetterIds(context.db, filter)
  const dropped: string[] = []
  for (let from = 0; from < matching.length; from += DROPPED_AT_ONCE) {
    dropped.push(...(await drop(context, matching.slice(from, from + DROPPED_AT_ONCE), by)))
  }
  return { dropped }
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
