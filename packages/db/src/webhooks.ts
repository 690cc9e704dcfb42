/** Statements on webhooks. */
import type { ResultFormat } from '@reelyard/core'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

/** What its owner chooses. */
export interface WebhookSettings {
  url: string
  description: string | null
  /** Null: all of them. */
  channels: string[] | null
  types: string[]
  format: ResultFormat
}

export interface NewWebhook extends WebhookSettings {
  id: string
  /** Sealed. */
  secret: string
  createdBy: string
}

export interface WebhookRow extends NewWebhook {
  formerSecret: string | null
  formerSecretUntil: string | null
  version: number
  createdAt: string
  disabledAt: string | null
  disabledReason: string | null
  failingSince: string | null
}

const columns = sql`
  w.id, w.url, w.description, w.channels, w.types, w.format, w.secret, w.created_by as "createdBy",
  w.former_secret as "formerSecret", w.former_secret_until as "formerSecretUntil", w.version,
  w.created_at as "createdAt", w.disabled_at as "disabledAt", w.disabled_reason as "disabledReason",
  w.failing_since as "failingSince"`

const array = (values: readonly string[] | null) => sql`${sql.param(values)}::text[]`

/** Who changes webhooks, or reads all of them to act on it, takes turns. Held until the end of the transaction. */
export async function lockWebhooks(tx: Transaction): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('reelyard_webhooks'))`)
}

/** Where one of that id is there already, a repeated request made it, whose secret nobody was told: it gets this one. */
export async function insertWebhook(tx: Transaction, webhook: NewWebhook): Promise<void> {
  const { id, url, description, channels, types, format, secret, createdBy } = webhook
  await tx.run(sql`
    insert into webhooks (id, url, description, channels, types, format, secret, created_by)
    values (${id}::uuid, ${url}, ${description}, ${array(channels)}, ${array(types)}, ${format}, ${secret}, ${createdBy})
    on conflict (id) do update set secret = excluded.secret`)
}

export async function webhookById(tx: Transaction, id: string): Promise<WebhookRow | null> {
  const [row] = await tx.run<WebhookRow>(sql`select ${columns} from webhooks w where w.id = ${id}::uuid`)
  return row ?? null
}

/** The same, locked. Who also touches its deliveries locks it first. */
export async function lockWebhook(tx: Transaction, id: string): Promise<WebhookRow | null> {
  const [row] = await tx.run<WebhookRow>(sql`
    select ${columns} from webhooks w where w.id = ${id}::uuid for no key update`)
  return row ?? null
}

/** Newest first; those of which somebody may know who knows these channels (null: all). */
export function listWebhooks(
  tx: Transaction,
  channels: readonly string[] | null,
  page: { limit: number; after: { at: string; id: string } | null },
): Promise<WebhookRow[]> {
  const { after, limit } = page
  return tx.run<WebhookRow>(sql`
    select ${columns} from webhooks w
     where ${channels === null ? sql`true` : sql`w.channels <@ ${array(channels)}`}
       and ${after ? sql`(w.created_at, w.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql`true`}
     order by w.created_at desc, w.id desc limit ${limit}`)
}

/** Channels of these that there are not. */
export async function unknownChannels(tx: Transaction, channels: readonly string[]): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(sql`
    select wanted.id from unnest(${array(channels)}) as wanted(id)
     where not exists (select 1 from channels c where c.id = wanted.id)`)
  return rows.map(({ id }) => id)
}

/** Null: as it is. One that is enabled again has a clean record. */
export async function changeWebhook(
  tx: Transaction,
  id: string,
  { url, description, channels, types, format }: WebhookSettings,
  enabled: boolean | null,
): Promise<void> {
  await tx.run(sql`
    update webhooks set url = ${url}, description = ${description}, channels = ${array(channels)},
           types = ${array(types)}, format = ${format}, version = version + 1,
           disabled_at = case when ${enabled}::boolean is false then coalesce(disabled_at, now())
                              when ${enabled}::boolean then null else disabled_at end,
           disabled_reason = case when ${enabled}::boolean is false then coalesce(disabled_reason, 'by_hand')
                                  when ${enabled}::boolean then null else disabled_reason end,
           failing_since = case when ${enabled}::boolean then null else failing_since end
     where id = ${id}::uuid`)
}

/** The former secret signs as well for some time. */
export async function rotateWebhookSecret(
  tx: Transaction,
  id: string,
  secret: string,
  formerForSeconds: number,
): Promise<void> {
  await tx.run(sql`
    update webhooks set former_secret = secret, secret = ${secret}, version = version + 1,
           former_secret_until = now() + make_interval(secs => ${formerForSeconds}::float8)
     where id = ${id}::uuid`)
}

/** With its deliveries; false where there is none. */
export async function deleteWebhook(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.run(sql`delete from webhooks where id = ${id}::uuid returning id`)).length === 1
}

/** Ends it, and tells those who follow events. */
export async function disableWebhook(tx: Transaction, id: string, reason: string): Promise<void> {
  await tx.run(sql`
    with disabled as (
      update webhooks set disabled_at = now(), disabled_reason = ${reason}, version = version + 1
       where id = ${id}::uuid and disabled_at is null returning id, channels
    )
    insert into events (type, channel_id, data)
    select 'webhook.disabled', unnest(coalesce(channels, array[null]::text[])),
           jsonb_build_object('webhookId', id, 'reason', ${reason}::text)
      from disabled`)
}

/** Keeps whether anything arrives there. */
export async function noteArrival(tx: Transaction, id: string, arrived: boolean): Promise<void> {
  await tx.run(sql`
    update webhooks set failing_since = case when ${arrived}::boolean then null else coalesce(failing_since, now()) end
     where id = ${id}::uuid and (failing_since is not null) = ${arrived}::boolean`)
}

/** Every type that some enabled webhook wants, as it names it. */
export async function wantedTypes(tx: Transaction): Promise<string[]> {
  const rows = await tx.run<{ type: string }>(sql`
    select distinct unnest(types) as type from webhooks where disabled_at is null`)
  return rows.map(({ type }) => type)
}

export interface WantedMessage {
  messageId: string
  webhookId: string
  format: ResultFormat
}

/** Who wants which of these messages. The webhooks stay until the end of the transaction. */
export function whoWants(
  tx: Transaction,
  messages: readonly { id: string; type: string; channel: string | null }[],
): Promise<WantedMessage[]> {
  return tx.run<WantedMessage>(sql`
    select m.id as "messageId", w.id as "webhookId", w.format
      from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as m(id uuid, type text, channel text)
      join webhooks w on w.disabled_at is null and (m.type = any(w.types) or '*' = any(w.types))
                     and (w.channels is null or m.channel = any(w.channels))
     order by w.id for key share of w`)
}
