/** Statements that write orders: as many in one as there are. */
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText } from './json.ts'

export interface NewVideo {
  id: string
  channelId: string
  title: string
  order: unknown
  priority: number
  externalId: string | null
  metadata: unknown
}

/**
 * Inserts videos, and tells those who follow events. One whose id is there already, or whose external id its channel has
 * already, is left out: returns the ids of those that were inserted.
 */
export async function insertVideos(tx: Transaction, videos: readonly NewVideo[]): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(sql`
    with changed as (
      insert into videos (id, channel_id, title, order_document, priority, external_id, metadata)
      select id, "channelId", title, "order", priority, "externalId", metadata
        from jsonb_to_recordset(${jsonText(videos)}::jsonb) as row(
          id uuid, "channelId" text, title text, "order" jsonb, priority smallint, "externalId" text, metadata jsonb)
      on conflict do nothing
      returning id, channel_id, status, title, external_id
    ), told as (
      insert into events (type, channel_id, video_id, data)
      select 'video.created', channel_id, id,
             jsonb_build_object('status', status, 'title', title, 'externalId', external_id)
        from changed
    )
    select id from changed`)
  return rows.map(({ id }) => id)
}

/** Which of these videos there are. */
export async function existingVideos(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(sql`select id from videos where id = any(${sql.param(ids)}::uuid[])`)
  return rows.map(({ id }) => id)
}

export interface TakenExternalId {
  channelId: string
  externalId: string
  videoId: string
}

/** The videos that have these external ids in these channels. */
export function takenExternalIds(
  tx: Transaction,
  wanted: readonly { channelId: string; externalId: string | null }[],
): Promise<TakenExternalId[]> {
  return tx.run<TakenExternalId>(sql`
    select v.channel_id as "channelId", v.external_id as "externalId", v.id as "videoId"
      from unnest(${sql.param(wanted.map(({ channelId }) => channelId))}::text[],
                  ${sql.param(wanted.map(({ externalId }) => externalId))}::text[]) as wanted(channel_id, external_id)
      join videos v on v.channel_id = wanted.channel_id and v.external_id = wanted.external_id`)
}

/** Keeps these artifacts from being deleted until the transaction ends; returns those that there are. */
export async function holdArtifacts(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(sql`
    select id from artifacts where id = any(${sql.param(ids)}::uuid[]) order by id for key share`)
  return rows.map(({ id }) => id)
}
