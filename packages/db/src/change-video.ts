/** Statements that change a video, or delete it. */
import type { StepName } from '@reelyard/core'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText } from './json.ts'

/** What can be changed of a video; what is not there stays. */
export interface VideoChange {
  /** The rank, and the word for it. */
  priority?: { rank: number; word: string }
  metadata?: unknown
}

/** The video must be locked. */
export async function changeVideo(tx: Transaction, id: string, { priority, metadata }: VideoChange): Promise<void> {
  await tx.run(sql`
    update videos
       set priority = coalesce(${priority?.rank ?? null}::smallint, priority),
           order_document = case when ${priority?.word ?? null}::text is null then order_document
                                 else jsonb_set(order_document, '{priority}', to_jsonb(${priority?.word ?? null}::text)) end,
           metadata = coalesce(${jsonText(metadata)}::jsonb, metadata)
     where id = ${id}::uuid`)
}

/** Gives all tasks of a video that are not held a priority; returns the jobs of those that wait. Held ones keep theirs. */
export function reprioritiseTasks(
  tx: Transaction,
  videoId: string,
  rank: number,
): Promise<{ step: StepName; jobId: string }[]> {
  return tx.run<{ step: StepName; jobId: string }>(sql`
    with changed as (
      update tasks t set priority = ${rank}::smallint
       where t.video_id = ${videoId}::uuid and t.state not in ('claimed', 'processing')
      returning t.step, t.job_id, t.state
    )
    select step, job_id as "jobId" from changed where state in ('pending', 'retry')`)
}

/** Lets a task in `retry` run now, by the job `jobId`; nothing else of it changes. False if it is in another state. */
export async function hastenTask(tx: Transaction, taskId: string, jobId: string): Promise<boolean> {
  const rows = await tx.run(sql`
    update tasks t set run_after = now(), job_id = ${jobId}::uuid
     where t.id = ${taskId}::uuid and t.state = 'retry' returning t.id`)
  return rows.length === 1
}

/** The failed tasks of a video, by id, those that others wait for first. */
export async function failedTasks(tx: Transaction, videoId: string): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(sql`
    select id from tasks where video_id = ${videoId}::uuid and state = 'failed' order by step, scene`)
  return rows.map(({ id }) => id)
}

/** Whether a task of the video waits for a worker or is held by one. */
export async function isAtWork(tx: Transaction, videoId: string): Promise<boolean> {
  const rows = await tx.run(sql`
    select 1 from tasks
     where video_id = ${videoId}::uuid and state in ('pending', 'retry', 'claimed', 'processing') limit 1`)
  return rows.length > 0
}

/**
 * The pictures of a video that orders of its channel name become the channel's own, as if they had been uploaded. All
 * artifacts of the video are locked first: who is just writing such an order is waited for.
 */
export async function keepPictures(tx: Transaction, videoId: string): Promise<void> {
  await tx.run(sql`select id from artifacts where video_id = ${videoId}::uuid order by id for update`)
  await tx.run(sql`
    with mine as (
      select a.id, v.channel_id from videos v join artifacts a on a.video_id = v.id
       where v.id = ${videoId}::uuid and a.media_type like 'image/%'
    ), named as (
      select distinct picture.id
        from videos v cross join lateral jsonb_object_keys(v.order_document -> 'pictures') as picture(id)
       where v.channel_id = (select channel_id from videos where id = ${videoId}::uuid) and v.id <> ${videoId}::uuid
         and v.order_document -> 'pictures' <> '{}'
         and v.order_document -> 'pictures' ?| (select array_agg(id::text) from mine)
    )
    update artifacts a set video_id = null, task_id = null, attempt = null, channel_id = mine.channel_id
      from mine join named on named.id = mine.id::text where a.id = mine.id`)
}

/** Deletes a video with all that hangs on it; returns the files (SHA-256) that its artifacts named. */
export async function deleteVideo(tx: Transaction, videoId: string): Promise<string[]> {
  const rows = await tx.run<{ sha256: string }>(sql`
    delete from artifacts where video_id = ${videoId}::uuid returning sha256`)
  await tx.run(sql`delete from videos where id = ${videoId}::uuid`)
  return [...new Set(rows.map(({ sha256 }) => sha256))]
}

/** Which of these files no artifact names. */
export async function unnamedFiles(tx: Transaction, files: readonly string[]): Promise<string[]> {
  const rows = await tx.run<{ sha256: string }>(sql`
    select file.sha256 from unnest(${sql.param(files)}::text[]) as file(sha256)
     where not exists (select 1 from artifacts a where a.sha256 = file.sha256)`)
  return rows.map(({ sha256 }) => sha256)
}
