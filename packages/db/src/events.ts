/**
 * Statements on what has happened, for those who follow it.
 *
 * Rows become visible when their transactions commit, and not in the order of their ids, so that who reads on after the highest
 * id misses some. A reader goes by snapshots of Postgres instead: it knows the snapshot at which it has seen everything, and
 * asks for what that one does not show and the present one does. Within one read the order is that of the ids: of two moves of
 * which one waited for the other, the later one has the higher id.
 */
import type { SQL } from 'drizzle-orm'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

export interface EventRow {
  /** Of a bigint: text. */
  id: string
  type: string
  at: string
  channelId: string
  videoId: string | null
  taskId: string | null
  data: Record<string, unknown>
}

/** What somebody wants to hear of; null: all. */
export interface EventFilter {
  channels: readonly string[] | null
  videoId: string | null
  types: readonly string[] | null
}

/**
 * Numbers of transactions mean something in one database server, until it is restored from an older state. This tells servers
 * and restored states apart. Throws on a standby, whose reader would not be told of what is lost when it takes over.
 */
const history = sql`
  (select left(md5(system_identifier || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8)), 8) from pg_control_system())`

const columns = sql`
  e.id::text, e.type, e.happened_at::text as at, e.channel_id as "channelId", e.video_id as "videoId",
  e.task_id as "taskId", e.data`

/** Where a read stands: everything that `snapshot` shows has been read. */
export interface Moment {
  /** As Postgres writes a pg_snapshot. */
  snapshot: string
  /** See `history`. */
  history: string
}

export async function presentMoment(tx: Transaction): Promise<Moment> {
  const [row] = await tx.run<Moment>(sql`select pg_current_snapshot()::text as snapshot, ${history} as history`)
  return row!
}

/** What has become visible since `snapshot`: the first so many by id, and the moment at which all of them are there. */
export async function eventsSince(
  tx: Transaction,
  snapshot: string,
  limit: number,
): Promise<Moment & { events: EventRow[] }> {
  const rows = await tx.run<Moment & (EventRow | { id: null })>(sql`
    with present as materialized (select pg_current_snapshot() as snapshot)
    select present.snapshot::text, ${history} as history, e.*
      from present left join lateral (
        select ${columns} from events e
         where e.xid >= pg_snapshot_xmin(${snapshot}::pg_snapshot)
           and not pg_visible_in_snapshot(e.xid, ${snapshot}::pg_snapshot)
           -- Always so, but for rows that were restored into a server whose transactions have lower numbers.
           and pg_visible_in_snapshot(e.xid, present.snapshot)
         order by e.id + 0 limit ${limit}::int) e on true`)
  const { snapshot: seen, history: of } = rows[0]!
  const events = rows.flatMap((row) => (row.id === null ? [] : [eventOf(row)]))
  return { snapshot: seen, history: of, events }
}

function eventOf({ id, type, at, channelId, videoId, taskId, data }: EventRow): EventRow {
  return { id, type, at, channelId, videoId, taskId, data }
}

/** What one moment shows and an earlier one does not, or, in the midst of it, what has a higher id than `after`. */
export interface EventSpan {
  before: string
  after: string
  seen: string
}

/** A range of ids that holds what a span holds, and other events. */
export interface EventRange {
  /** Ids are higher than this … */
  from: string
  /** … and at most this. */
  to: string
}

/** Null where the span holds nothing of the video, or nothing at all. */
export async function rangeOfSpan(
  tx: Transaction,
  { before, after, seen }: EventSpan,
  videoId: string | null,
): Promise<EventRange | null> {
  const [row] = await tx.run<{ from: string | null; to: string }>(sql`
    select greatest(min(e.id) - 1, ${after}::bigint)::text as from, max(e.id)::text as to
      from events e
     where e.xid >= pg_snapshot_xmin(${before}::pg_snapshot) and ${ofVideo(videoId)}
       and not pg_visible_in_snapshot(e.xid, ${before}::pg_snapshot)
       and pg_visible_in_snapshot(e.xid, ${seen}::pg_snapshot) and e.id > ${after}::bigint`)
  return row && row.from !== null ? { from: row.from, to: row.to } : null
}

/** Ids that one statement looks at: it takes milliseconds, however few of them are wanted. */
const SCANNED_MOST = 2_000

/** The first of a span in a range, by id; `scannedTo` is where the next page begins, null after the last one. */
export async function pageOfSpan(
  tx: Transaction,
  { before, seen }: EventSpan,
  { from, to }: EventRange,
  filter: EventFilter,
): Promise<{ events: EventRow[]; scannedTo: string | null }> {
  const rows = await tx.run<{ scannedTo: string | null } & (EventRow | { id: null })>(sql`
    with scanned as materialized (
      select * from events e where e.id > ${from}::bigint and e.id <= ${to}::bigint and ${ofVideo(filter.videoId)}
       order by ${filter.videoId === null ? sql`e.id` : sql`e.id + 0`} limit ${SCANNED_MOST}
    )
    select (select max(id)::text from scanned) as "scannedTo", w.*
      from (select) one left join (
        select ${columns}, e.id as place from scanned e
         where not pg_visible_in_snapshot(e.xid, ${before}::pg_snapshot)
           and pg_visible_in_snapshot(e.xid, ${seen}::pg_snapshot)
           and ${isAmong(sql`e.channel_id`, filter.channels)} and ${isAmong(sql`e.type`, filter.types)}) w on true
     order by w.place`)
  const events = rows.flatMap((row) => (row.id === null ? [] : [eventOf(row)]))
  return { events, scannedTo: rows[0]?.scannedTo ?? null }
}

function ofVideo(videoId: string | null): SQL {
  return videoId === null ? sql`true` : sql`e.video_id = ${videoId}::uuid`
}

function isAmong(column: SQL, values: readonly string[] | null): SQL {
  return values === null ? sql`true` : sql`${column} = any(${sql.param(values)}::text[])`
}

/** The oldest transaction of which events are kept; null where there are none, or where none has ever been removed. */
export async function oldestKept(tx: Transaction): Promise<string | null> {
  const [row] = await tx.run<{ xid: string | null }>(sql`
    select (select xid::text from events order by xid, id limit 1) as xid
     where (select min(id) from events) > 1`)
  return row?.xid ?? null
}

/**
 * Removes events in the order of their transactions, up to the newest one that is older: that one stays, so that it can be told
 * what is missing (`oldestKept`). Returns how many went: fewer than `limit` where no more are left to go.
 */
export async function removeOldEvents(tx: Transaction, days: number, limit: number): Promise<number> {
  const rows = await tx.run(sql`
    with newest as materialized (
      select xid from events where happened_at < now() - make_interval(secs => ${days}::float8 * 86400)
       order by happened_at desc, xid desc limit 1
    )
    delete from events where id = any(array(
      select e.id from events e, newest where e.xid < newest.xid order by e.xid, e.id limit ${limit}::int)) returning id`)
  return rows.length
}

/**
 * Removes what was restored from a server whose transactions had higher numbers: this one would count the rows as new when its
 * own numbers get there. Nothing that this server wrote can be visible and of the future.
 */
export async function removeEventsOfTheFuture(tx: Transaction): Promise<number> {
  const rows = await tx.run(sql`
    delete from events where xid >= pg_snapshot_xmax(pg_current_snapshot()) returning id`)
  return rows.length
}

/** Those of these API keys that are neither revoked nor expired. */
export async function keysThatStand(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(sql`
    select id from api_keys
     where id = any(${sql.param(ids)}::uuid[]) and revoked_at is null and (expires_at is null or expires_at > now())`)
  return rows.map(({ id }) => id)
}
