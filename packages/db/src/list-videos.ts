/** The listing of videos: newest first, page by page, each page off an index however many videos there are. */
import type { StepName, VideoStatus } from '@reelyard/core'
import type { SQL } from 'drizzle-orm'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { summaryColumns, type VideoSummaryRow } from './videos.ts'

/** Which videos; all of what is given must hold. */
export interface VideoFilter {
  /** Videos of these channels. */
  channels?: readonly string[]
  /** Videos in one of these. */
  statuses?: readonly VideoStatus[]
  /** Videos with a task of this step that has not ended well. */
  step?: StepName
  externalId?: string
  /** Stands in the title, in upper or lower case. */
  text?: string
  /** ISO 8601; inclusive. */
  createdAfter?: string
  /** ISO 8601; exclusive. */
  createdBefore?: string
}

export interface VideoPosition {
  createdAt: string
  id: string
}

export type ListedVideoRow = VideoSummaryRow & { done: number }

/** A page of videos, newest first, after a position. The tasks of those on the page are counted, and of no others. */
export function listVideos(
  tx: Transaction,
  filter: VideoFilter,
  page: { limit: number; after: VideoPosition | null },
): Promise<ListedVideoRow[]> {
  return tx.run<ListedVideoRow>(sql`
    select ${summaryColumns}, tasks.done
      from (${pageOf(filter, page)}) page
      join videos v on v.id = page.id
      cross join lateral (
        select count(*)::int as done from tasks t where t.video_id = v.id and t.state in ('completed', 'approved')
      ) tasks
     order by v.created_at desc, v.id desc`)
}

/**
 * With channels, or else with statuses, the newest of each are read off their index, and of these the newest: a filter on a
 * list of values would read the videos of all others on the way.
 */
function pageOf(filter: VideoFilter, { limit, after }: { limit: number; after: VideoPosition | null }): SQL {
  const newest = (conditions: SQL[]) => sql`
    select v.id, v.created_at from videos v
     where ${sql.join(conditions, sql` and `)} order by v.created_at desc, v.id desc limit ${plannable(limit)}`
  return sql`
    select id, created_at from (${newestOf(filter, after, newest)}) found
     order by created_at desc, id desc limit ${limit}`
}

/** Plans know no parameters: what they are to go by stands in the text, of which there should be few. */
function plannable(limit: number): SQL {
  return sql.raw(String(PLANNED.find((each) => each >= limit) ?? limit))
}

/** A page of 20, 50 or 100, and one row more. */
const PLANNED = [21, 51, 101]

function newestOf(filter: VideoFilter, after: VideoPosition | null, newest: (conditions: SQL[]) => SQL): SQL {
  const rest = conditionsOf(filter, after)
  if (filter.channels) {
    const conditions = [sql`v.channel_id = each.value`, ...ofStatuses(filter.statuses), ...rest]
    return each(sql`${sql.param([...new Set(filter.channels)])}::text[]`, newest(conditions))
  }
  const statuses = filter.statuses ?? (filter.step ? UNFINISHED : undefined)
  if (!statuses) return newest([sql`true`, ...rest])
  const conditions = [sql`v.status = each.value`, ...rest]
  return each(sql`${sql.param([...new Set(statuses)])}::video_status[]`, newest(conditions))
}

/** In a completed video all tasks have ended well. */
const UNFINISHED = ['pending', 'processing', 'awaiting_review', 'failed', 'cancelled'] satisfies VideoStatus[]

function each(values: SQL, newest: SQL): SQL {
  return sql`select newest.id, newest.created_at from unnest(${values}) as each(value) cross join lateral (${newest}) newest`
}

function ofStatuses(statuses: readonly VideoStatus[] | undefined): SQL[] {
  return statuses ? [sql`v.status = any(${sql.param(statuses)}::video_status[])`] : []
}

function conditionsOf(filter: VideoFilter, after: VideoPosition | null): SQL[] {
  const { step, externalId, text, createdAfter, createdBefore } = filter
  return [
    ...(after ? [sql`(v.created_at, v.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`] : []),
    ...(createdAfter ? [sql`v.created_at >= ${createdAfter}::timestamptz`] : []),
    ...(createdBefore ? [sql`v.created_at < ${createdBefore}::timestamptz`] : []),
    // The index has the channel first.
    ...(externalId === undefined
      ? []
      : [sql`v.external_id = ${externalId} and v.channel_id in (select id from channels)`]),
    ...(text === undefined ? [] : [sql`v.title ilike ${`%${likeText(text)}%`}`]),
    ...(step
      ? [
          sql`exists (
        select 1 from tasks t
         where t.video_id = v.id and t.step = ${step}::step_name and t.state not in ('completed', 'approved')
        -- Asked of each video in turn, and never turned into a join of all.
        offset 0)`,
        ]
      : []),
  ]
}

/** As it stands, to `like`. */
function likeText(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&')
}
