/** Statements on files that were uploaded: artifacts that no task made. */
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

export interface NewUpload {
  id: string
  channelId: string
  role: string
  sha256: string
  bytes: number
  mediaType: string
}

/** Does nothing where there is one of that id. The channel must be there. */
export async function insertUpload(tx: Transaction, upload: NewUpload): Promise<void> {
  await tx.run(sql`
    insert into artifacts (id, channel_id, role, sha256, bytes, media_type)
    values (${upload.id}::uuid, ${upload.channelId}, ${upload.role}, ${upload.sha256}, ${upload.bytes}::bigint,
            ${upload.mediaType})
    on conflict (id) do nothing`)
}

export interface UploadRow {
  /** Null for what a task made. */
  channelId: string | null
  sha256: string
  /** Whether an order of the channel names it. */
  used: boolean
}

/** Null where there is no such artifact. Waits for orders that are being written with it (`holdArtifacts`), and holds them off. */
export async function lockUpload(tx: Transaction, id: string): Promise<UploadRow | null> {
  await tx.run(sql`select id from artifacts where id = ${id}::uuid for update`)
  const [row] = await tx.run<UploadRow>(sql`
    select a.channel_id as "channelId", a.sha256, exists (
             select 1 from videos v
              where v.channel_id = a.channel_id and v.order_document -> 'pictures' <> '{}'
                and v.order_document -> 'pictures' ? a.id::text) as used
      from artifacts a where a.id = ${id}::uuid`)
  return row ?? null
}

export async function removeUpload(tx: Transaction, id: string): Promise<void> {
  await tx.run(sql`delete from artifacts where id = ${id}::uuid and task_id is null`)
}
