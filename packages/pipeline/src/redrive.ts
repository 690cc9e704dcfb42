/** Has tasks that failed for good tried again, by their dead letters; or says what would happen. */
import {
  countLettersAfter,
  deadLetterById,
  lockOpenLetter,
  lockTask,
  openDeadLetters,
  type DeadLetterFilter,
  type LetterPosition,
  type Transaction,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { readPage, writeCursor } from './cursor.ts'
import { rerunTask, type Decided, type Refusal, type Rerun } from './decisions.ts'
import { refreshStatus } from './fenced.ts'
import { refusedNames, type NamedRefusal } from './letter-names.ts'
import { transact } from './transact.ts'

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

export interface RedriveReport<Item = RedriveItem> {
  /** Letters that were redriven, or would be. */
  redriven: number
  refused: number
  /** Seconds until the last of them may run. */
  spreadSeconds: number
  items: Item[]
}

/**
 * Redrives all open letters that match, oldest first, each in a transaction of its own: what is done stays done if the caller
 * ends in the midst of it, and calling again goes on. A letter that cannot be redriven stays. `parameters` change each task.
 * Throws RangeError for a rate that is none.
 */
export async function redriveDeadLetters(
  context: Context,
  filter: DeadLetterFilter,
  options: RedriveOptions,
): Promise<RedriveReport> {
  return reportOf((await redriveEach(context, await openDeadLetters(context.db, filter), options)).items)
}

/** Letters that one call works on, and how long. */
const SOME = { letters: 1_000, seconds: 20 }

/** What was done of a redrive so far. */
export interface PartialRedrive extends RedriveReport<RedriveItem | NamedRefusal> {
  /** Letters that match and have not been looked at. */
  remaining: number
  /** Pass it to go on with them; null where none remain. */
  nextCursor: string | null
}

/**
 * As `redriveDeadLetters`, for one who waits for the answer: so many letters as can be done in some seconds, the oldest or those
 * after a cursor. Letters that are named and cannot be redriven are refused in the first part. Throws BadCursorError too.
 */
export async function redriveSomeLetters(
  context: Context,
  filter: DeadLetterFilter,
  options: RedriveOptions,
  cursor: string | null,
): Promise<PartialRedrive> {
  const letters = await readPage(cursor, (after) =>
    openDeadLetters(context.db, filter, { after: after && { failedAt: after.at, id: after.id }, most: SOME.letters }),
  )
  const refused = cursor === null ? await refusedNames(context, filter) : []
  const { items, last } = await redriveEach(context, letters, options, SOME.seconds)
  const remaining = last ? await countLettersAfter(context.db, filter, last) : 0
  return {
    ...reportOf([...items, ...refused]),
    remaining,
    nextCursor: last && remaining > 0 ? writeCursor({ at: last.failedAt, id: last.id }) : null,
  }
}

/** One after the other, until all are done or the time is over. */
async function redriveEach(
  context: Context,
  letters: readonly LetterPosition[],
  { perSecond, preview = false, ...rerun }: RedriveOptions,
  seconds = Infinity,
): Promise<{ items: RedriveItem[]; last: LetterPosition | null }> {
  if (perSecond !== undefined && !(perSecond >= SLOWEST && perSecond < Infinity)) {
    throw new RangeError(`A rate is a number from ${SLOWEST} a second.`)
  }
  const until = performance.now() + seconds * 1_000
  const items: RedriveItem[] = []
  let redriven = 0
  let last: LetterPosition | null = null
  for (const letter of letters) {
    if (last && performance.now() > until) break
    const afterSeconds = perSecond === undefined ? 0 : Math.floor(redriven / perSecond)
    const item = await redriveOne(context, letter.id, { ...rerun, delaySeconds: afterSeconds }, preview)
    if (item.done) redriven++
    items.push(item)
    last = letter
  }
  return { items, last }
}

function reportOf<Item extends RedriveItem | NamedRefusal>(items: Item[]): RedriveReport<Item> {
  const redriven = items.filter(({ done }) => done).length
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
  await refreshStatus(context, tx, task.videoId)
  return { id, taskId: task.id, done: true, afterSeconds: rerun.delaySeconds ?? 0 }
}

async function taskOf(tx: Transaction, letterId: string) {
  const letter = await deadLetterById(tx, letterId)
  return letter?.taskId ? lockTask(tx, letter.taskId) : null
}
