/** Statements on deliveries: results on their way to one webhook each. */
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText } from './json.ts'

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const

/** One of DELIVERY_STATES. */
export type DeliveryState = (typeof DELIVERY_STATES)[number]

export interface NewDelivery {
  id: string
  webhookId: string
  messageId: string
  type: string
  channelId: string | null
  body: string
  jobId: string
  replayOf: string | null
}

export interface DeliveryRow extends NewDelivery {
  state: DeliveryState
  tries: number
  createdAt: string
  nextTryAt: string | null
  endedAt: string | null
}

/** One request, and what came back. */
export interface TryRecord {
  milliseconds: number
  /** Without the signature. */
  request: { url: string; headers: Record<string, string> }
  response: { status: number; headers: Record<string, string>; body: string } | null
  error: { code: string; message: string } | null
}

export interface TryRow extends TryRecord {
  number: number
  at: string
}

const columns = sql`
  d.id, d.webhook_id as "webhookId", d.message_id as "messageId", d.type, d.channel_id as "channelId", d.body,
  d.job_id as "jobId", d.replay_of as "replayOf", d.state, d.tries, d.created_at as "createdAt",
  d.next_try_at as "nextTryAt", d.ended_at as "endedAt"`

/** Those that are new: a message reaches a webhook once, but for replays. Due at once. */
export function insertDeliveries(
  tx: Transaction,
  deliveries: readonly NewDelivery[],
): Promise<Pick<NewDelivery, 'id' | 'webhookId' | 'jobId'>[]> {
  return tx.run(sql`
    insert into webhook_deliveries (id, webhook_id, message_id, type, channel_id, body, job_id, replay_of, next_try_at)
    select r.id, r."webhookId", r."messageId", r.type, r."channelId", r.body, r."jobId", r."replayOf", now()
      from jsonb_to_recordset(${JSON.stringify(deliveries)}::jsonb) as r(
             id uuid, "webhookId" uuid, "messageId" uuid, type text, "channelId" text, body text, "jobId" uuid,
             "replayOf" uuid)
    on conflict do nothing
    returning id, webhook_id as "webhookId", job_id as "jobId"`)
}

export async function deliveryById(tx: Transaction, id: string): Promise<DeliveryRow | null> {
  const [row] = await tx.run<DeliveryRow>(sql`
    select ${columns} from webhook_deliveries d where d.id = ${id}::uuid`)
  return row ?? null
}

/** The same, locked. */
export async function lockDelivery(tx: Transaction, id: string): Promise<DeliveryRow | null> {
  const [row] = await tx.run<DeliveryRow>(sql`
    select ${columns} from webhook_deliveries d where d.id = ${id}::uuid for no key update`)
  return row ?? null
}

/** `channels`: those of who asks; null: all. A webhook may have had others before. */
export interface DeliveryFilter {
  webhookId: string
  state: DeliveryState | null
  channels: readonly string[] | null
}

/** Newest first. */
export function listDeliveries(
  tx: Transaction,
  filter: DeliveryFilter,
  page: { limit: number; after: { at: string; id: string } | null },
): Promise<DeliveryRow[]> {
  const { after, limit } = page
  return tx.run<DeliveryRow>(sql`
    select ${columns} from webhook_deliveries d
     where d.webhook_id = ${filter.webhookId}::uuid
       and ${filter.state === null ? sql`true` : sql`d.state = ${filter.state}`}
       and (${filter.channels === null}::boolean or d.channel_id is null
            or d.channel_id = any(${sql.param(filter.channels ?? [])}::text[]))
       and ${after ? sql`(d.created_at, d.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql`true`}
     order by d.created_at desc, d.id desc limit ${limit}`)
}

export function triesOf(tx: Transaction, deliveryId: string): Promise<TryRow[]> {
  return tx.run<TryRow>(sql`
    select number, tried_at as at, milliseconds, request, response, error
      from webhook_tries where delivery_id = ${deliveryId}::uuid order by number`)
}

/** What becomes of a delivery after a try: it ends, or waits for the next one under another job. */
export type AfterTry = { state: 'delivered' | 'failed' } | { state: 'pending'; jobId: string; delaySeconds: number }

/** Keeps a try, and moves its delivery. */
export async function keepTry(tx: Transaction, deliveryId: string, record: TryRecord, after: AfterTry): Promise<void> {
  const next = after.state === 'pending' ? after : { jobId: null, delaySeconds: null }
  await tx.run(sql`
    with tried as (
      update webhook_deliveries set tries = tries + 1, state = ${after.state},
             job_id = coalesce(${next.jobId}::uuid, job_id),
             next_try_at = now() + make_interval(secs => ${next.delaySeconds}::float8),
             ended_at = case when ${after.state}::text = 'pending' then null else now() end
       where id = ${deliveryId}::uuid returning id, tries
    )
    insert into webhook_tries (delivery_id, number, milliseconds, request, response, error)
    select id, tries, ${record.milliseconds}::int, ${jsonText(record.request)}::jsonb,
           ${jsonText(record.response)}::jsonb,
           ${jsonText(record.error)}::jsonb
      from tried`)
}

/** Whether anything has arrived at a webhook since one of its deliveries was tried first. */
export async function hasArrivedSince(tx: Transaction, webhookId: string, deliveryId: string): Promise<boolean> {
  const rows = await tx.run(sql`
    select w.id from webhooks w join webhook_tries t on t.delivery_id = ${deliveryId}::uuid and t.number = 1
     where w.id = ${webhookId}::uuid and (w.failing_since is null or w.failing_since > t.tried_at)`)
  return rows.length > 0
}

/** Ends a delivery without a try. */
export async function endDelivery(tx: Transaction, id: string): Promise<void> {
  await tx.run(sql`
    update webhook_deliveries set state = 'failed', next_try_at = null, ended_at = now()
     where id = ${id}::uuid and state = 'pending'`)
}

/** Gives those of these deliveries that are still pending, for the job that is named, new jobs; returns them. */
export function giveDeliveriesNewJobs(
  tx: Transaction,
  lost: readonly { jobId: string; deliveryId: string }[],
): Promise<{ id: string; webhookId: string; jobId: string }[]> {
  return tx.run(sql`
    update webhook_deliveries set job_id = gen_random_uuid()
     where id = any(${sql.param(lost.map(({ deliveryId }) => deliveryId))}::uuid[])
       and job_id = any(${sql.param(lost.map(({ jobId }) => jobId))}::uuid[]) and state = 'pending'
    returning id, webhook_id as "webhookId", job_id as "jobId"`)
}

/** Removes up to `limit` that were made so long ago; returns how many, and the jobs of those that were still pending. */
export function removeOldDeliveries(
  tx: Transaction,
  olderThanDays: number,
  limit: number,
): Promise<{ jobId: string; state: DeliveryState }[]> {
  return tx.run(sql`
    delete from webhook_deliveries where id = any(array(
      select id from webhook_deliveries where created_at < now() - make_interval(days => ${olderThanDays})
       order by created_at limit ${limit} for update skip locked))
    returning job_id as "jobId", state`)
}
