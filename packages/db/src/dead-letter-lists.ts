/** Statements on many dead letters: which are open, and how many. */
import type { StepName } from '@reelyard/core'
import type { SQL } from 'drizzle-orm'
import type { Transaction } from './database.ts'
import { letterColumns, letterSource, type DeadLetterEnding, type DeadLetterRow } from './dead-letters.ts'
import { sql } from './drizzle.ts'
import { storableText } from './json.ts'

/** Which letters: all that match every part that is given. */
export interface DeadLetterFilter {
  ids?: readonly string[]
  step?: StepName
  channel?: string
  /** Only these channels, and so no letter without a task; null or absent: all of them. */
  channels?: readonly string[] | null
  code?: string
  /** Failed at or after, before: ISO 8601. */
  since?: string
  until?: string
}

function matches(filter: DeadLetterFilter): SQL {
  const parts = [
    sql`d.ended_at is null`,
    ...(filter.ids ? [sql`d.id = any(${sql.param(filter.ids.filter(isUuid))}::uuid[])`] : []),
    ...(filter.step ? [sql`d.step = ${filter.step}::step_name`] : []),
    ...(filter.channel === undefined ? [] : [sql`d.channel_id = ${storableText(filter.channel)}`]),
    ...(filter.channels ? [sql`d.channel_id = any(${sql.param(filter.channels)}::text[])`] : []),
    ...(filter.code === undefined ? [] : [sql`d.code = ${storableText(filter.code)}`]),
    ...(filter.since === undefined ? [] : [sql`d.failed_at >= ${filter.since}::timestamptz`]),
    ...(filter.until === undefined ? [] : [sql`d.failed_at < ${filter.until}::timestamptz`]),
  ]
  return sql.join(parts, sql` and `)
}

/** No letter has another id, and Postgres would throw at it. */
function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

/** A page of the open letters, newest first, after a position. */
export function listDeadLetters(
  tx: Transaction,
  filter: DeadLetterFilter,
  page: { limit: number; after: { failedAt: string; id: string } | null },
): Promise<DeadLetterRow[]> {
  const position = page.after
    ? sql`and (d.failed_at, d.id) < (${page.after.failedAt}::timestamptz, ${page.after.id}::uuid)`
    : sql``
  return tx.run<DeadLetterRow>(sql`
    select ${letterColumns} from ${letterSource} where ${matches(filter)} ${position}
     order by d.failed_at desc nulls last, d.id desc nulls last limit ${page.limit}`)
}

/** A place among the letters, by when they failed. */
export interface LetterPosition {
  failedAt: string
  id: string
}

/** Open letters that match, oldest first: all of them, or so many after a position. */
export function openDeadLetters(
  tx: Transaction,
  filter: DeadLetterFilter,
  { after = null, most = null }: { after?: LetterPosition | null; most?: number | null } = {},
): Promise<LetterPosition[]> {
  return tx.run<LetterPosition>(sql`
    select d.id, d.failed_at as "failedAt" from dead_letters d where ${matches(filter)} ${behind(after)}
     order by d.failed_at, d.id limit ${most}::int`)
}

/** How many open letters match that failed after that of a position. */
export async function countLettersAfter(
  tx: Transaction,
  filter: DeadLetterFilter,
  after: LetterPosition | null,
): Promise<number> {
  const [row] = await tx.run<{ count: number }>(sql`
    select count(*)::int as count from dead_letters d where ${matches(filter)} ${behind(after)}`)
  return row?.count ?? 0
}

function behind(position: LetterPosition | null): SQL {
  if (!position) return sql``
  return sql`and (d.failed_at, d.id) > (${position.failedAt}::timestamptz, ${position.id}::uuid)`
}

/** Those of these letters, open or not, that belong to these channels; null: to any, or to none. */
export function lettersByIds(
  tx: Transaction,
  ids: readonly string[],
  channels: readonly string[] | null,
): Promise<{ id: string; taskId: string | null; ending: DeadLetterEnding | null; endedBy: string | null }[]> {
  return tx.run(sql`
    select d.id, d.task_id as "taskId", d.ending, d.ended_by as "endedBy" from dead_letters d
     where d.id = any(${sql.param(ids)}::uuid[])
       and (${channels === null}::boolean or d.channel_id = any(${sql.param(channels ?? [])}::text[]))`)
}

/** How many open letters match, by step and code. */
export function countDeadLetters(
  tx: Transaction,
  filter: DeadLetterFilter,
): Promise<{ step: StepName; code: string; count: number }[]> {
  return tx.run(sql`
    select d.step, d.code, count(*)::int as count from dead_letters d where ${matches(filter)} group by 1, 2 order by 1, 2`)
}
