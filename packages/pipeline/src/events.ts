/** What has happened, for those who follow it: read by snapshots (docs/decisions/013-events-by-snapshot.md). */
import {
  eventsSince,
  keysThatStand,
  oldestKept,
  pageOfSpan,
  presentMoment,
  rangeOfSpan,
  removeEventsOfTheFuture,
  removeOldEvents,
  type EventFilter,
  type EventRange,
  type EventRow,
  type EventSpan,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { readSnapshot, writeEventCursor, type EventPosition } from './events-cursor.ts'
import { isoTime } from './run.ts'

/** Something that happened. */
export interface EventView {
  id: string
  type: string
  at: string
  /** Null where it is about none. */
  channel: string | null
  videoId: string | null
  taskId: string | null
  data: Record<string, unknown>
  /** Where a reader stands that has had this one. */
  cursor: string
}

export interface EventBatch {
  events: EventView[]
  /** Where a reader stands that has had them all. */
  position: EventPosition
}

/** Before anything that is kept. */
const BEGINNING = '1:1:'

/** Events of one read. */
const PAGE = 1_000

/** Removed by one statement: some tens of milliseconds. */
const REMOVED_AT_ONCE = 5_000

/** Everything up to now counts as read. */
export async function eventsFromNow({ db }: Pick<Context, 'db'>): Promise<EventPosition> {
  const { snapshot, history } = await presentMoment(db)
  return whole(history, snapshot)
}

/**
 * What has come since, of everybody: at most a page, so that `position` may lie in the midst of what is there by now; then the
 * next call goes on. Null where the server is another one than that of `position`, or was restored: there is no going on.
 */
export async function nextEvents({ db }: Pick<Context, 'db'>, position: EventPosition): Promise<EventBatch | null> {
  if (!isWhole(position)) return restOfSpan(db, position)
  const { snapshot, history, events } = await eventsSince(db, position.seen, PAGE)
  if (history !== position.history) return null
  const reached = { history, before: position.seen, after: events.at(-1)?.id ?? '0', seen: snapshot }
  return batchOf(events, reached, events.length < PAGE)
}

/** The midst of what a long outage has left. */
async function restOfSpan(db: Context['db'], position: EventPosition): Promise<EventBatch> {
  const range = await rangeOfSpan(db, position, null)
  if (!range) return { events: [], position: whole(position.history, position.seen) }
  const { events, scannedTo } = await pageOfSpan(db, position, range, EVERYTHING)
  const done = scannedTo === null || scannedTo === range.to
  return batchOf(events, { ...position, after: scannedTo ?? range.to }, done)
}

const EVERYTHING: EventFilter = { channels: null, videoId: null, types: null }

function batchOf(rows: readonly EventRow[], reached: EventPosition, done: boolean): EventBatch {
  const position = done ? whole(reached.history, reached.seen) : reached
  return { events: rows.map((row) => view(row, reached)), position }
}

/** Whether it is not in the midst of a batch. */
export function isWhole({ before, seen }: EventPosition): boolean {
  return before === seen
}

function whole(history: string, snapshot: string): EventPosition {
  return { history, before: snapshot, after: '0', seen: snapshot }
}

/** Before everything that is kept, in the server of another position. */
export function eventsBeginning({ history }: EventPosition): EventPosition {
  return whole(history, BEGINNING)
}

/** Why a reader cannot go on from where it stood: `too_old`, events have been removed since; `other_server`. */
export type EventGap = 'too_old' | 'other_server'

/** Null where nothing is missing from `from` on. `now`: a position that was read after `from`. */
export async function gapAfter(
  { db }: Pick<Context, 'db'>,
  from: EventPosition,
  now: EventPosition,
): Promise<EventGap | null> {
  const [then, present] = [readSnapshot(from.seen), readSnapshot(now.seen)]
  // Numbers that this server has not given out yet: it says that it is the same one, but is not.
  if (from.history !== now.history || then.xmax > present.xmax) return 'other_server'
  const oldest = await oldestKept(db)
  return oldest !== null && readSnapshot(from.before).xmin < BigInt(oldest) ? 'too_old' : null
}

/** Where a replay stands: its position, and the ids that are still to be looked at. */
export interface Replay {
  position: EventPosition
  /** Absent where they are still to be asked for. */
  range?: EventRange
  until: EventPosition
}

/**
 * A page of what lies between two positions of one server, of which the second is not in the midst of anything. `next` is null
 * after the last page.
 */
export async function replayEvents(
  { db }: Pick<Context, 'db'>,
  { position, range, until }: Replay,
  filter: EventFilter,
): Promise<{ events: EventView[]; next: Replay | null }> {
  // First what is left of the batch in whose midst it stands.
  const target = isWhole(position) ? until : whole(position.history, position.seen)
  const span: EventSpan = { before: position.before, after: position.after, seen: target.seen }
  const left = range ?? (await rangeOfSpan(db, span, filter.videoId))
  const page = left && (await pageOfSpan(db, span, left, filter))
  const events = (page?.events ?? []).map((row) => view(row, { ...position, seen: target.seen }))
  if (left && page?.scannedTo && page.scannedTo !== left.to) {
    return { events, next: { position, range: { ...left, from: page.scannedTo }, until } }
  }
  return { events, next: target === until ? null : { position: target, until } }
}

function view({ channelId, ...row }: EventRow, reached: EventPosition): EventView {
  return {
    ...row,
    channel: channelId || null,
    at: isoTime(row.at),
    cursor: writeEventCursor({ ...reached, after: row.id }),
  }
}

/** Removes events that are older than so many days, and those that no server of this history wrote; returns how many. */
export async function forgetOldEvents({ db }: Pick<Context, 'db'>, days: number): Promise<number> {
  let removed = await removeEventsOfTheFuture(db)
  for (;;) {
    const count = await removeOldEvents(db, days, REMOVED_AT_ONCE)
    removed += count
    if (count < REMOVED_AT_ONCE) return removed
  }
}

/** Those of these keys that are neither revoked nor expired. */
export function standingKeys({ db }: Pick<Context, 'db'>, ids: readonly string[]): Promise<string[]> {
  return keysThatStand(db, ids)
}
