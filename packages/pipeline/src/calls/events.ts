/** What has happened. */
import type { EventFilter } from '@reelyard/db'
import type { Context } from '../context.ts'
import type { EventPosition } from '../events-cursor.ts'
import {
  eventsFromNow,
  forgetOldEvents,
  gapAfter,
  nextEvents,
  replayEvents,
  standingKeys,
  type Replay,
} from '../events.ts'

export function eventsCalls(context: Context) {
  return {
    eventsFromNow: () => eventsFromNow(context),
    /** For one reader a process: what has come since, of everybody. */
    nextEvents: (position: EventPosition) => nextEvents(context, position),
    /** For who comes back: whether anything is missing, and page by page what lies between. */
    gapAfter: (from: EventPosition, now: EventPosition) => gapAfter(context, from, now),
    replayEvents: (replay: Replay, filter: EventFilter) => replayEvents(context, replay, filter),
    /** Removes events that are older than so many days; returns how many. */
    forgetOldEvents: (days: number) => forgetOldEvents(context, days),
    /** Those of these keys that are neither revoked nor expired. */
    standingKeys: (ids: readonly string[]) => standingKeys(context, ids),
  }
}
