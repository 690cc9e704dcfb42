/** Statements on the keys of the API, and on whose objects are. */
import type { Principal, Scope } from '@reelyard/core'
import type { SQL } from 'drizzle-orm'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

/** As people see a key: never the key itself. */
export interface KeyRow {
  id: string
  name: string
  /** The key's first characters, for recognition. */
  prefix: string
  scopes: Scope[]
  /** Null: all of them. */
  channels: string[] | null
  createdAt: string
  createdBy: string
  expiresAt: string | null
  /** To the minute. */
  lastUsedAt: string | null
  revokedAt: string | null
  revokedBy: string | null
}

export interface NewKey {
  id: string
  name: string
  prefix: string
  sha256: string
  scopes: readonly Scope[]
  channels: readonly string[] | null
  createdBy: string
  expiresAt: string | null
}

const columns = sql`
  id, name, prefix, scopes, channels, created_at as "createdAt", created_by as "createdBy", expires_at as "expiresAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt", revoked_by as "revokedBy"`

const usable = sql`revoked_at is null and (expires_at is null or expires_at > now())`

/** Null where it is unknown, expired or revoked. */
export async function keyBySha256(tx: Transaction, sha256: string): Promise<Principal | null> {
  const [row] = await tx.run<Principal>(sql`
    select id, name, scopes, channels from api_keys where sha256 = ${sha256} and ${usable}`)
  return row ?? null
}

/** Whether a key that can be used may make keys of every kind. */
export async function hasAdminKey(tx: Transaction): Promise<boolean> {
  const rows = await tx.run(sql`
    select 1 from api_keys where 'keys:admin' = any(scopes) and channels is null and ${usable} limit 1`)
  return rows.length > 0
}

/** Until the end of the transaction nobody else makes keys under this lock. */
export async function lockKeys(tx: Transaction): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('reelyard keys', 0))`)
}

/**
 * Where one of that id is there, it gets the other secret: nobody was ever told its first one. Throws 23505 of
 * `api_keys_name` where another has the name.
 */
export async function insertKey(tx: Transaction, key: NewKey): Promise<KeyRow> {
  const [row] = await tx.run<KeyRow>(sql`
    insert into api_keys (id, name, prefix, sha256, scopes, channels, created_by, expires_at)
    values (${key.id}::uuid, ${key.name}, ${key.prefix}, ${key.sha256}, ${sql.param(key.scopes)}::text[],
            ${sql.param(key.channels)}::text[], ${key.createdBy}, ${key.expiresAt}::timestamptz)
    on conflict (id) do update set sha256 = excluded.sha256, prefix = excluded.prefix
    returning ${columns}`)
  return row!
}

/** Names that are taken by keys that are not revoked, among those that begin so. */
export async function keyNames(tx: Transaction, beginning: string): Promise<string[]> {
  const rows = await tx.run<{ name: string }>(sql`
    select name from api_keys where revoked_at is null and starts_with(name, ${beginning})`)
  return rows.map(({ name }) => name)
}

/** Those that somebody of these channels may see; null: all. */
function within(channels: readonly string[] | null): SQL {
  return channels === null ? sql`true` : sql`channels <@ ${sql.param(channels)}::text[]`
}

/** `channels`: those of who asks; null where that is nothing to be seen, or there is none. */
export async function keyById(tx: Transaction, id: string, channels: readonly string[] | null): Promise<KeyRow | null> {
  const [row] = await tx.run<KeyRow>(sql`
    select ${columns} from api_keys where id = ${id}::uuid and ${within(channels)}`)
  return row ?? null
}

/** Newest first; `channels` as for `keyById`. */
export function listKeys(
  tx: Transaction,
  page: { limit: number; after: { createdAt: string; id: string } | null; channels: readonly string[] | null },
): Promise<KeyRow[]> {
  const after = page.after
    ? sql`and (created_at, id) < (${page.after.createdAt}::timestamptz, ${page.after.id}::uuid)`
    : sql``
  return tx.run<KeyRow>(sql`
    select ${columns} from api_keys where ${within(page.channels)} ${after}
     order by created_at desc, id desc limit ${page.limit}::int`)
}

/** Whether there is such a key that may be seen; one that is revoked already stays as it is. */
export async function revokeKey(
  tx: Transaction,
  id: string,
  by: string,
  channels: readonly string[] | null,
): Promise<boolean> {
  const rows = await tx.run(sql`
    update api_keys
       set revoked_at = coalesce(revoked_at, now()), revoked_by = coalesce(revoked_by, ${by})
     where id = ${id}::uuid and ${within(channels)} returning id`)
  return rows.length > 0
}

/** Writes down that a key is in use, once a minute at most. */
export async function touchKey(tx: Transaction, id: string): Promise<void> {
  await tx.run(sql`
    update api_keys set last_used_at = now()
     where id = ${id}::uuid and (last_used_at is null or last_used_at < now() - interval '1 minute')`)
}

const CHANNELS = {
  video: (id: string) => sql`select array[channel_id] as channels from videos where id = ${id}::uuid`,
  task: (id: string) => sql`
    select array[v.channel_id] as channels from tasks t join videos v on v.id = t.video_id where t.id = ${id}::uuid`,
  artifact: (id: string) => sql`
    select array[coalesce(v.channel_id, a.channel_id)] as channels
      from artifacts a left join videos v on v.id = a.video_id where a.id = ${id}::uuid`,
  dead_letter: (id: string) => sql`
    select array_remove(array[channel_id], null) as channels from dead_letters where id = ${id}::uuid`,
  webhook: (id: string) => sql`select channels from webhooks where id = ${id}::uuid`,
  webhook_delivery: (id: string) => sql`
    select case when w.channels is not null then array_remove(array_append(w.channels, d.channel_id), null)
             end as channels
      from webhook_deliveries d join webhooks w on w.id = d.webhook_id where d.id = ${id}::uuid`,
} satisfies Record<string, (id: string) => SQL>

/** What belongs to a channel. */
export type OwnedKind = keyof typeof CHANNELS

/** Null where there is no such object, or it belongs to all channels. */
export async function channelsOfObject(tx: Transaction, kind: OwnedKind, id: string): Promise<string[] | null> {
  const [row] = await tx.run<{ channels: string[] | null }>(CHANNELS[kind](id))
  return row?.channels ?? null
}
