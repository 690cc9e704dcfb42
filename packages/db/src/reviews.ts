/** Statements on results that wait for a person. */
import type { StepName, TaskState } from '@reelyard/core'
import type { SQL } from 'drizzle-orm'
import type { ArtifactRow } from './artifacts.ts'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { storableText } from './json.ts'

/** A task whose result is looked at, with all that a decision needs. */
export interface ReviewRow {
  taskId: string
  state: TaskState
  step: StepName
  scene: number | null
  attempt: number
  videoId: string
  videoTitle: string
  channel: string
  externalId: string | null
  waitingSince: string
  dueAt: string | null
  /** What it was told. */
  parameters: Record<string, unknown>
  /** What the script said of itself. */
  result: Record<string, unknown> | null
  /** The gates of the channel, as they are stored. */
  gates: unknown
  /** What the attempt made. */
  artifacts: ArtifactRow[]
}

const columns = sql`
  t.id as "taskId", t.state, t.step, t.scene, t.attempt, t.video_id as "videoId", v.title as "videoTitle",
  v.channel_id as channel, v.external_id as "externalId", t.finished_at as "waitingSince", t.review_due_at as "dueAt",
  t.parameters, a.result, c.settings -> 'gates' as gates, (
    select coalesce(jsonb_agg(jsonb_build_object(
             'id', f.id, 'videoId', f.video_id, 'step', t.step, 'scene', t.scene, 'role', f.role, 'sha256', f.sha256,
             'bytes', f.bytes, 'mediaType', f.media_type, 'createdAt', f.created_at) order by f.role, f.id), '[]')
      from artifacts f where f.task_id = t.id and f.attempt = t.attempt
  ) as artifacts`

const source = sql`
  tasks t join videos v on v.id = t.video_id join channels c on c.id = v.channel_id
  left join attempts a on a.task_id = t.id and a.number = t.attempt`

/** Which of them: all that match every part that is given. */
export interface ReviewFilter {
  channel?: string | undefined
  step?: StepName | undefined
  /** Only these channels; null: all of them. */
  channels: readonly string[] | null
}

/** A page of what waits, oldest first, after a position. */
export function listReviews(
  tx: Transaction,
  { channel, step, channels }: ReviewFilter,
  page: { limit: number; after: { waitingSince: string; id: string } | null },
): Promise<ReviewRow[]> {
  const { after, limit } = page
  const parts: SQL[] = [
    sql`t.state = 'awaiting_review'`,
    ...(channel === undefined ? [] : [sql`v.channel_id = ${storableText(channel)}`]),
    ...(step === undefined ? [] : [sql`t.step = ${step}::step_name`]),
    ...(channels === null ? [] : [sql`v.channel_id = any(${sql.param(channels)}::text[])`]),
    ...(after ? [sql`(t.finished_at, t.id) > (${after.waitingSince}::timestamptz, ${after.id}::uuid)`] : []),
  ]
  return tx.run<ReviewRow>(sql`
    select ${columns} from ${source} where ${sql.join(parts, sql` and `)}
     order by t.finished_at, t.id limit ${limit}`)
}

/** A task, whatever its state is. */
export async function reviewById(tx: Transaction, taskId: string): Promise<ReviewRow | null> {
  const [row] = await tx.run<ReviewRow>(sql`select ${columns} from ${source} where t.id = ${taskId}::uuid`)
  return row ?? null
}

/** The channel of a task that there is, and its gates as they are stored. */
export async function gatesOfTask(tx: Transaction, taskId: string): Promise<{ channel: string; gates: unknown }> {
  const [row] = await tx.run<{ channel: string; gates: unknown }>(sql`
    select c.id as channel, c.settings -> 'gates' as gates
      from tasks t join videos v on v.id = t.video_id join channels c on c.id = v.channel_id
     where t.id = ${taskId}::uuid`)
  return row!
}

/** What ended the wait of an attempt. */
export interface ReviewEnd {
  event: 'approve' | 'reject' | 'cancel'
  by: string
  at: string
}

/** Null where it still waits, or never did. */
export async function endOfReview(tx: Transaction, taskId: string, attempt: number): Promise<ReviewEnd | null> {
  const [row] = await tx.run<ReviewEnd>(sql`
    select event, moved_by as "by", moved_at as "at" from moves
     where task_id = ${taskId}::uuid and attempt = ${attempt} and from_state = 'awaiting_review'
     order by id desc limit 1`)
  return row ?? null
}

/** True for one caller at a time, until its transaction ends: who decides what is due. */
export async function tryToStandIn(tx: Transaction): Promise<boolean> {
  const [row] = await tx.run<{ won: boolean }>(sql`
    select pg_try_advisory_xact_lock(hashtext('reelyard reviews due')) as won`)
  return row?.won ?? false
}

/** Tasks whose gate's policy is to decide now, the longest due first. */
export async function dueReviews(tx: Transaction, most: number): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(sql`
    select id from tasks where state = 'awaiting_review' and review_due_at <= now() order by review_due_at limit ${most}`)
  return rows.map(({ id }) => id)
}

/** Sets when the policy decides: so many seconds after the result was there; null: never. Returns whether that is now. */
export async function setReviewDue(tx: Transaction, taskId: string, seconds: number | null): Promise<boolean> {
  const [row] = await tx.run<{ due: boolean | null }>(sql`
    update tasks t set review_due_at = t.finished_at + make_interval(secs => ${seconds}::float8)
     where t.id = ${taskId}::uuid and t.state = 'awaiting_review' returning t.review_due_at <= now() as due`)
  return row?.due ?? false
}
