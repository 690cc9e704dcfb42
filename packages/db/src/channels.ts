/** Statements on channels as they are administered: created, changed, archived, listed. */
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText } from './json.ts'
import type { ChannelRow } from './videos.ts'

export interface WholeChannelRow extends ChannelRow {
  /** Rises with every change. */
  version: number
  createdAt: string
  changedAt: string
  /** Since when it takes no orders any more. */
  archivedAt: string | null
}

const columns = sql`
  id, name, settings, version, created_at as "createdAt", changed_at as "changedAt", archived_at as "archivedAt"`

export async function wholeChannelById(tx: Transaction, id: string): Promise<WholeChannelRow | null> {
  const [row] = await tx.run<WholeChannelRow>(sql`select ${columns} from channels where id = ${id}`)
  return row ?? null
}

/** As `wholeChannelById`; nobody else changes it until the transaction ends. New videos may go on being inserted. */
export async function lockChannel(tx: Transaction, id: string): Promise<WholeChannelRow | null> {
  const [row] = await tx.run<WholeChannelRow>(sql`
    select ${columns} from channels where id = ${id} for no key update`)
  return row ?? null
}

/** Null where there is one of that id. */
export async function insertChannel(tx: Transaction, channel: ChannelRow): Promise<WholeChannelRow | null> {
  const [row] = await tx.run<WholeChannelRow>(sql`
    insert into channels (id, name, settings)
    values (${channel.id}, ${channel.name}, ${jsonText(channel.settings)}::jsonb)
    on conflict (id) do nothing returning ${columns}`)
  return row ?? null
}

/** The channel must be there. */
export async function updateChannel(tx: Transaction, channel: ChannelRow): Promise<WholeChannelRow> {
  const [row] = await tx.run<WholeChannelRow>(sql`
    update channels set name = ${channel.name}, settings = ${jsonText(channel.settings)}::jsonb, version = version + 1,
                        changed_at = now()
     where id = ${channel.id} returning ${columns}`)
  return row!
}

/** Archives a channel, or takes it back. Changes nothing where it is so already. The channel must be there. */
export async function setArchived(tx: Transaction, id: string, archived: boolean): Promise<void> {
  await tx.run(sql`
    update channels set archived_at = case when ${archived}::boolean then now() end, version = version + 1,
                        changed_at = now()
     where id = ${id} and (archived_at is not null) <> ${archived}::boolean`)
}

export interface ChannelListing {
  limit: number
  after: { createdAt: string; id: string } | null
  /** Whether archived channels are listed too. */
  archived: boolean
  /** Only these; null: all. */
  channels: readonly string[] | null
}

/** A page of channels, newest first. */
export function listChannels(
  tx: Transaction,
  { limit, after, archived, channels }: ChannelListing,
): Promise<WholeChannelRow[]> {
  return tx.run<WholeChannelRow>(sql`
    select ${columns} from channels
     where (${archived}::boolean or archived_at is null)
       and (${sql.param(channels)}::text[] is null or id = any(${sql.param(channels)}::text[]))
       and (${after?.createdAt ?? null}::timestamptz is null
            or (created_at, id) < (${after?.createdAt ?? null}::timestamptz, ${after?.id ?? null}))
     order by created_at desc, id desc limit ${limit}`)
}

/**
 * How many videos of a channel have not ended. Whoever asks holds the channel until the transaction ends, so that no two
 * submissions count the same room.
 */
export async function countOpenVideos(tx: Transaction, channelId: string): Promise<number> {
  await tx.run(sql`select id from channels where id = ${channelId} for no key update`)
  const [row] = await tx.run<{ count: number }>(sql`
    select count(*)::int as count from videos
     where channel_id = ${channelId} and status in ('pending', 'processing', 'awaiting_review')`)
  return row?.count ?? 0
}
