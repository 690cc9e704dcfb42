/** Statements on channels, videos and scenes. */
import type { Scene, StepName, TaskState, VideoStatus } from '@reelyard/core'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

export interface ChannelRow {
  id: string
  name: string
  settings: unknown
}

export async function channelById(tx: Transaction, id: string): Promise<ChannelRow | null> {
  const [row] = await tx.run<ChannelRow>(sql`select id, name, settings from channels where id = ${id}`)
  return row ?? null
}

/** Creates a channel or changes it. */
export async function putChannel(tx: Transaction, channel: ChannelRow): Promise<void> {
  await tx.run(sql`
    insert into channels (id, name, settings)
    values (${channel.id}, ${channel.name}, ${JSON.stringify(channel.settings)}::jsonb)
    on conflict (id) do update set name = excluded.name, settings = excluded.settings`)
}

export interface NewVideo {
  id: string
  channelId: string
  title: string
  order: unknown
  priority: number
}

export async function insertVideo(tx: Transaction, video: NewVideo): Promise<void> {
  await tx.run(sql`
    insert into videos (id, channel_id, title, order_document, priority)
    values (${video.id}::uuid, ${video.channelId}, ${video.title}, ${JSON.stringify(video.order)}::jsonb,
            ${video.priority})`)
}

export interface VideoRow {
  id: string
  channelId: string
  title: string
  order: Record<string, unknown>
  priority: number
  status: VideoStatus
  sceneCount: number
  createdAt: string
  endedAt: string | null
}

const columns = sql`
  v.id, v.channel_id as "channelId", v.title, v.order_document as "order", v.priority, v.status,
  v.scene_count as "sceneCount", v.created_at as "createdAt", v.ended_at as "endedAt"`

export async function videoById(tx: Transaction, id: string): Promise<VideoRow | null> {
  const [row] = await tx.run<VideoRow>(sql`select ${columns} from videos v where v.id = ${id}::uuid`)
  return row ?? null
}

/** A page of videos, newest first, after a position. */
export function listVideos(
  tx: Transaction,
  page: { limit: number; after: { createdAt: string; id: string } | null },
): Promise<(VideoRow & { done: number })[]> {
  const { after, limit } = page
  const position = after && sql`where (v.created_at, v.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`
  return tx.run<VideoRow & { done: number }>(sql`
    select ${columns}, (
      select count(*)::int from tasks t where t.video_id = v.id and t.state in ('completed', 'approved')
    ) as done
      from videos v ${position ?? sql``} order by v.created_at desc, v.id desc limit ${limit}`)
}

/** Stores the status that the tasks give; `ended` stamps the time of the end. */
export async function setVideoStatus(tx: Transaction, id: string, status: VideoStatus, ended: boolean): Promise<void> {
  await tx.run(sql`
    update videos set status = ${status}::video_status, ended_at = case when ${ended}::boolean then now() end
     where id = ${id}::uuid and status <> ${status}::video_status`)
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
  t.finished_at as "finishedAt", t.run_after as "runAfter", t.error, coalesce(a.outcome = 'reused', false) as reused`

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
    update videos set status = 'processing'
     where status = 'pending' and id in (
       select t.video_id from tasks t
        where t.id = any(${taskIds}::uuid[]) and t.job_id = any(${jobIds}::uuid[]) and t.state in ('pending', 'retry'))`)
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
