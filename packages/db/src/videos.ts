/** Statements on channels, videos and scenes. */
import type { Scene, StepName, TaskState, VideoStatus } from '@reelyard/core'
import type { SQL } from 'drizzle-orm'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

export interface ChannelRow {
  id: string
  name: string
  settings: unknown
}

/** `archivedAt`: since when it takes no orders any more. */
export async function channelById(
  tx: Transaction,
  id: string,
): Promise<(ChannelRow & { archivedAt: string | null }) | null> {
  const [row] = await tx.run<ChannelRow & { archivedAt: string | null }>(sql`
    select id, name, settings, archived_at as "archivedAt" from channels where id = ${id}`)
  return row ?? null
}

/** Creates a channel or changes it. */
export async function putChannel(tx: Transaction, channel: ChannelRow): Promise<void> {
  await tx.run(sql`
    insert into channels (id, name, settings)
    values (${channel.id}, ${channel.name}, ${JSON.stringify(channel.settings)}::jsonb)
    on conflict (id) do update
       set name = excluded.name, settings = excluded.settings, version = channels.version + 1, changed_at = now()`)
}

/** Tells those who follow events of each video in `changed`. */
function toldAs(type: SQL): SQL {
  return sql`
    insert into events (type, channel_id, video_id, data)
    select ${type}, channel_id, id,
           jsonb_build_object('status', status, 'title', title, 'externalId', external_id)
      from changed`
}

/** A video without its order. */
export interface VideoSummaryRow {
  id: string
  channelId: string
  title: string
  priority: number
  status: VideoStatus
  sceneCount: number
  externalId: string | null
  metadata: Record<string, string | number | boolean | null>
  createdAt: string
  endedAt: string | null
}

export interface VideoRow extends VideoSummaryRow {
  order: Record<string, unknown>
}

/** Of `v` (videos). */
export const summaryColumns = sql`
  v.id, v.channel_id as "channelId", v.title, v.priority, v.status, v.scene_count as "sceneCount",
  v.external_id as "externalId", v.metadata, v.created_at as "createdAt", v.ended_at as "endedAt"`

export async function videoById(tx: Transaction, id: string): Promise<VideoRow | null> {
  const [row] = await tx.run<VideoRow>(sql`
    select ${summaryColumns}, v.order_document as "order" from videos v where v.id = ${id}::uuid`)
  return row ?? null
}

/** Stores the status that the tasks give; `ended` stamps the time of the end. False where it has that status already. */
export async function setVideoStatus(
  tx: Transaction,
  id: string,
  status: VideoStatus,
  ended: boolean,
): Promise<boolean> {
  const rows = await tx.run(sql`
    with changed as (
      update videos set status = ${status}::video_status, ended_at = case when ${ended}::boolean then now() end
       where id = ${id}::uuid and status <> ${status}::video_status
      returning id, channel_id, status, title, external_id
    ) ${toldAs(sql`'video.' || status`)} returning id`)
  return rows.length > 0
}

/** Whether a storyboard of so many scenes can be the video's: nothing has been made for scenes yet, or for as many. */
export async function fitsScenes(tx: Transaction, videoId: string, scenes: number): Promise<boolean> {
  const rows = await tx.run(sql`
    select id from videos where id = ${videoId}::uuid and (
      scene_count = ${scenes} or not exists (select 1 from tasks where video_id = ${videoId}::uuid and scene is not null))`)
  return rows.length === 1
}

/** Writes the scenes of a storyboard that fits. */
export async function insertScenes(tx: Transaction, videoId: string, scenes: readonly Scene[]): Promise<void> {
  await tx.run(sql`
    insert into scenes (video_id, number, document)
    select ${videoId}::uuid, number, document
      from jsonb_array_elements(${JSON.stringify(scenes)}::jsonb) with ordinality as row(document, number)
    on conflict (video_id, number) do update set document = excluded.document`)
  await tx.run(sql`delete from scenes where video_id = ${videoId}::uuid and number > ${scenes.length}`)
  await tx.run(sql`update videos set scene_count = ${scenes.length} where id = ${videoId}::uuid`)
}

export interface TaskRow {
  id: string
  step: StepName
  scene: number | null
  state: TaskState
  attempt: number
  failures: number
  worker: string | null
  startedAt: string | null
  finishedAt: string | null
  runAfter: string | null
  error: { code: string; message: string } | null
  /** It ran nothing: an earlier success had made the same. */
  reused: boolean
}

const taskColumns = sql`
  t.id, t.step, t.scene, t.state, t.attempt, t.failures, t.worker, t.started_at as "startedAt",
  t.finished_at as "finishedAt", nullif(t.run_after, 'infinity') as "runAfter", t.error, coalesce(a.outcome = 'reused', false) as reused`

/** With its newest attempt. */
const tasksAndAttempts = sql`tasks t left join attempts a on a.task_id = t.id and a.number = t.attempt`

export interface WholeTaskRow extends TaskRow {
  videoId: string
  maxAttempts: number
  parameters: Record<string, unknown>
}

export async function taskById(tx: Transaction, id: string): Promise<WholeTaskRow | null> {
  const [row] = await tx.run<WholeTaskRow>(sql`
    select ${taskColumns}, t.video_id as "videoId", t.max_attempts as "maxAttempts", t.parameters
      from ${tasksAndAttempts} where t.id = ${id}::uuid`)
  return row ?? null
}

/** A video's tasks in the order of the plan, each with its newest attempt. */
export function tasksOfVideo(tx: Transaction, videoId: string): Promise<TaskRow[]> {
  return tx.run<TaskRow>(sql`
    select ${taskColumns} from ${tasksAndAttempts}
     where t.video_id = ${videoId}::uuid order by t.step, t.scene`)
}

/**
 * The videos whose tasks wait for these jobs are no longer pending. Runs before the tasks are moved: videos are locked first.
 */
export async function markVideosStarted(
  tx: Transaction,
  jobs: readonly { id: string; taskId: string | null }[],
): Promise<void> {
  const jobIds = sql.param(jobs.map(({ id }) => id))
  const taskIds = sql.param(jobs.map(({ taskId }) => taskId))
  await tx.run(sql`
    with changed as (
      update videos set status = 'processing'
       where status = 'pending' and id in (
         select t.video_id from tasks t
          where t.id = any(${taskIds}::uuid[]) and t.job_id = any(${jobIds}::uuid[]) and t.state in ('pending', 'retry'))
      returning id, channel_id, status, title, external_id
    ) ${toldAs(sql`'video.' || status`)}`)
}

/** What planning needs to know of a video besides its tasks. */
export interface PlanScopeRow {
  /** Without its scenes and its brief, which may be long and have done their work. */
  order: Record<string, unknown>
  priority: number
  status: VideoStatus
  sceneCount: number
  settings: unknown
  scenes: NumberedScene[]
}

/** A scene and its number, from 1. */
export interface NumberedScene {
  number: number
  document: Scene
}

/** With one scene, or (null) with all of them. Null where there is no such video. */
export async function planScope(tx: Transaction, videoId: string, scene: number | null): Promise<PlanScopeRow | null> {
  const [row] = await tx.run<PlanScopeRow>(sql`
    select v.order_document - 'scenes' - 'brief' as "order", v.priority, v.status, v.scene_count as "sceneCount",
           c.settings, coalesce((
             select jsonb_agg(jsonb_build_object('number', s.number, 'document', s.document) order by s.number)
               from scenes s where s.video_id = v.id and s.number = coalesce(${scene}::int, s.number)
           ), '[]') as scenes
      from videos v join channels c on c.id = v.channel_id where v.id = ${videoId}::uuid`)
  return row ?? null
}
