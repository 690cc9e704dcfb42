/** Statements on dead letters: one row a task that failed for good, open until somebody redrives or drops it. */
import type { StepName, TaskState } from '@reelyard/core'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText, storableText } from './json.ts'

/** How a letter ended; `superseded`: its task went on in another way, or its video was cancelled. */
export type DeadLetterEnding = 'redriven' | 'dropped' | 'superseded'

export interface NewDeadLetter {
  id: string
  /** Null where the job stood for no task that there is. */
  taskId: string | null
  step: StepName
  code: string
  message: string
  origin: { queue: StepName; jobId: string; worker: string | null }
  payload: unknown
}

/** Writes a letter; what it tells of its task is read from the task. */
export async function insertDeadLetter(tx: Transaction, letter: NewDeadLetter): Promise<void> {
  await tx.run(sql`
    insert into dead_letters (id, task_id, video_id, channel_id, step, scene, code, message, attempt, origin, payload)
    select ${letter.id}::uuid, t.id, v.id, v.channel_id, ${letter.step}::step_name, t.scene,
           ${storableText(letter.code)}, ${storableText(letter.message)}, coalesce(t.attempt, 0),
           ${jsonText(letter.origin)}::jsonb, ${jsonText(letter.payload)}::jsonb
      from (select 1) as one
      left join tasks t on t.id = ${letter.taskId}::uuid
      left join videos v on v.id = t.video_id`)
}

export interface DeadLetterRow {
  id: string
  taskId: string | null
  videoId: string | null
  videoTitle: string | null
  channel: string | null
  step: StepName
  scene: number | null
  code: string
  message: string
  /** Number of the attempt that failed for good; 0 where none ran. */
  attempt: number
  origin: { queue: StepName; jobId: string; worker: string | null }
  payload: unknown
  failedAt: string
  endedAt: string | null
  ending: DeadLetterEnding | null
  endedBy: string | null
  /** As the task stands now. */
  taskState: TaskState | null
}

/** What is read of a letter, from `letterSource`. */
export const letterColumns = sql`
  d.id, d.task_id as "taskId", d.video_id as "videoId", v.title as "videoTitle", d.channel_id as channel, d.step, d.scene,
  d.code, d.message, d.attempt, d.origin, d.payload, d.failed_at as "failedAt", d.ended_at as "endedAt", d.ending,
  d.ended_by as "endedBy", t.state as "taskState"`

export const letterSource = sql`dead_letters d left join tasks t on t.id = d.task_id left join videos v on v.id = d.video_id`

/** A letter, also one that has ended. */
export async function deadLetterById(tx: Transaction, id: string): Promise<DeadLetterRow | null> {
  const [row] = await tx.run<DeadLetterRow>(sql`select ${letterColumns} from ${letterSource} where d.id = ${id}::uuid`)
  return row ?? null
}

/** Locks a letter against others who would end it; false if it has ended. */
export async function lockOpenLetter(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.run(sql`select id from dead_letters where id = ${id}::uuid and ended_at is null for update`)
  return rows.length === 1
}

/** Ends the open letters among these; returns the ids of those that it ended. */
export async function endDeadLetters(
  tx: Transaction,
  which: { ids: readonly string[] } | { taskIds: readonly string[] } | { videoId: string },
  ending: DeadLetterEnding,
  by: string,
): Promise<string[]> {
  const condition =
    'ids' in which
      ? sql`id = any(${sql.param(which.ids)}::uuid[])`
      : 'taskIds' in which
        ? sql`task_id = any(${sql.param(which.taskIds)}::uuid[])`
        : sql`video_id = ${which.videoId}::uuid`
  const rows = await tx.run<{ id: string }>(sql`
    update dead_letters set ended_at = now(), ending = ${ending}, ended_by = ${storableText(by)}
     where ended_at is null and ${condition} returning id`)
  return rows.map(({ id }) => id)
}

/** Tasks that failed for good and never had a letter. */
export function tasksWithoutLetter(
  tx: Transaction,
  most: number,
): Promise<
  {
    id: string
    step: StepName
    jobId: string
    worker: string | null
    error: { code: string; message: string } | null
  }[]
> {
  return tx.run(sql`
    select t.id, t.step, t.job_id as "jobId", t.worker, t.error from tasks t
     where t.state = 'failed' and coalesce(t.error ->> 'code', '') <> 'cancelled'
       and not exists (select 1 from dead_letters d where d.task_id = t.id)
     limit ${most}
       for no key update of t skip locked`)
}
