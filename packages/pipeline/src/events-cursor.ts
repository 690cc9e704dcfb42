/**
 * Where a reader of events stands, as text that it hands back unread: `<history>.<snapshot>` where it has read all that the
 * snapshot shows; `<history>.<snapshot>.<id>.<snapshot>` where it has read all that the first one shows, and of what the second
 * one shows besides the events up to that id.
 */
import { BadCursorError } from './cursor.ts'

export interface EventPosition {
  /** Of which server and restored state the snapshots are. */
  history: string
  before: string
  /** Of an event; `0`: none. */
  after: string
  seen: string
}

/** Longer than what 200 transactions at a time come to. A header may have 16 KiB with all others. */
const LONGEST = 8_000

const FORM = /^(?<history>[0-9a-f]{8})\.(?<before>[\d:,]+)(?:\.(?<after>\d{1,19})\.(?<seen>[\d:,]+))?$/
const SNAPSHOT = /^(\d{1,20}):(\d{1,20}):((?:\d{1,20},)*\d{1,20})?$/

/** The largest numbers that Postgres reads. */
const [ID_MOST, TRANSACTION_MOST] = [2n ** 63n - 1n, 2n ** 64n - 1n]

export function writeEventCursor({ history, before, after, seen }: EventPosition): string {
  return before === seen ? `${history}.${seen}` : `${history}.${before}.${after}.${seen}`
}

/** Throws BadCursorError for what no stream gave out. */
export function readEventCursor(text: string): EventPosition {
  const parts = text.length <= LONGEST ? FORM.exec(text)?.groups : undefined
  const { history, before, after = '0', seen = before } = parts ?? {}
  if (history === undefined || before === undefined || seen === undefined) throw foreign()
  const [first, second] = [readSnapshot(before), readSnapshot(seen)]
  if (first.xmin > second.xmin || first.xmax > second.xmax || BigInt(after) > ID_MOST) throw foreign()
  return { history, before, after, seen }
}

/** What a pg_snapshot says: transactions below `xmin` have ended, those from `xmax` on had not begun. Throws BadCursorError. */
export function readSnapshot(text: string): { xmin: bigint; xmax: bigint } {
  const [, low, high, list] = SNAPSHOT.exec(text) ?? []
  if (low === undefined || high === undefined) throw foreign()
  const [xmin, xmax] = [BigInt(low), BigInt(high)]
  let last = xmin - 1n
  for (const running of list ? list.split(',').map(BigInt) : []) {
    if (running <= last || running >= xmax) throw foreign()
    last = running
  }
  if (xmin < 1n || xmin > xmax || xmax > TRANSACTION_MOST) throw foreign()
  return { xmin, xmax }
}

function foreign(): BadCursorError {
  return new BadCursorError('It is not an id that a stream of events gave out.')
}
