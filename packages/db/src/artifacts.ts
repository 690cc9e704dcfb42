/** Statements on artifacts. The files themselves are in the artifact store, under their SHA-256. */
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import type { HeldTask } from './tasks.ts'

export interface NewArtifact {
  id: string
  role: string
  sha256: string
  bytes: number
  mediaType: string
}

export async function insertArtifacts(
  tx: Transaction,
  task: HeldTask & { videoId: string },
  artifacts: readonly NewArtifact[],
): Promise<void> {
  if (artifacts.length === 0) return
  await tx.run(sql`
    insert into artifacts (id, video_id, task_id, attempt, role, sha256, bytes, media_type)
    select id, ${task.videoId}::uuid, ${task.taskId}::uuid, ${task.attempt}, role, sha256, bytes, "mediaType"
      from jsonb_to_recordset(${JSON.stringify(artifacts)}::jsonb) as row(
        id uuid, role text, sha256 text, bytes bigint, "mediaType" text)`)
}

export interface ArtifactRow {
  id: string
  videoId: string | null
  step: string | null
  scene: number | null
  role: string
  sha256: string
  bytes: number
  mediaType: string
  createdAt: string
}

const columns = sql`
  a.id, a.video_id as "videoId", t.step, t.scene, a.role, a.sha256, a.bytes::float8 as bytes,
  a.media_type as "mediaType", a.created_at as "createdAt"`

/** What an attempt made. */
export function artifactsOfAttempt(tx: Transaction, task: HeldTask): Promise<ArtifactRow[]> {
  return tx.run<ArtifactRow>(sql`
    select ${columns} from artifacts a left join tasks t on t.id = a.task_id
     where a.task_id = ${task.taskId}::uuid and a.attempt = ${task.attempt} order by a.role, a.id`)
}

/** Keeps what an attempt made from being deleted until the transaction ends; returns how many artifacts there are. */
export async function holdArtifactsOfAttempt(tx: Transaction, task: HeldTask): Promise<number> {
  const rows = await tx.run(sql`
    select id from artifacts where task_id = ${task.taskId}::uuid and attempt = ${task.attempt} order by id for key share`)
  return rows.length
}

/** What a video's tasks made in their newest attempts, in the order of the plan. */
export function artifactsOfVideo(tx: Transaction, videoId: string): Promise<ArtifactRow[]> {
  return tx.run<ArtifactRow>(sql`
    select ${columns} from artifacts a join tasks t on t.id = a.task_id and t.attempt = a.attempt
     where a.video_id = ${videoId}::uuid order by t.step, t.scene, a.role, a.id`)
}

export async function artifactById(tx: Transaction, id: string): Promise<ArtifactRow | null> {
  const [row] = await tx.run<ArtifactRow>(sql`
    select ${columns} from artifacts a left join tasks t on t.id = a.task_id where a.id = ${id}::uuid`)
  return row ?? null
}

/** Artifacts of one channel by id: another channel's are not found. */
export function artifactsOfChannel(tx: Transaction, channelId: string, ids: readonly string[]): Promise<ArtifactRow[]> {
  return tx.run<ArtifactRow>(sql`
    select ${columns} from artifacts a left join tasks t on t.id = a.task_id left join videos v on v.id = a.video_id
     where a.id = any(${sql.param(ids)}::uuid[]) and coalesce(v.channel_id, a.channel_id) = ${channelId}`)
}

/** Files that were uploaded for these channels (null: any), newest first, after a position. */
export function listUploads(
  tx: Transaction,
  channels: readonly string[] | null,
  { limit, after }: { limit: number; after: { createdAt: string; id: string } | null },
): Promise<ArtifactRow[]> {
  return tx.run<ArtifactRow>(sql`
    select ${columns} from artifacts a left join tasks t on t.id = a.task_id
     where a.channel_id is not null
       ${channels ? sql`and a.channel_id = any(${sql.param(channels)}::text[])` : sql``}
       ${after ? sql`and (a.created_at, a.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)` : sql``}
     order by a.created_at desc, a.id desc limit ${limit}`)
}
