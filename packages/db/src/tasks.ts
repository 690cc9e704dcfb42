/** Statements on tasks, except the moves. */
import type { InputFile, StateCount, StepName, TaskKey } from '@reelyard/core'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText } from './json.ts'

/** An input as it stands in the task: where the worker lays it is the worker's affair. */
export type TaskInput = Omit<InputFile, 'path'>

export interface NewTask extends TaskKey {
  id: string
  videoId: string
  jobId: string
  maxAttempts: number
  priority: number
  parameters: unknown
  inputs: readonly TaskInput[]
  inputBytes: number
  inputDigest: string
}

/** Inserts tasks that are not there yet; returns the ids of those that it inserted. */
export async function insertTasks(tx: Transaction, tasks: readonly NewTask[]): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(sql`
    insert into tasks (id, video_id, step, scene, max_attempts, priority, job_id, parameters, inputs, input_bytes,
                       input_digest)
    select id, "videoId", step, scene, "maxAttempts", priority, "jobId", parameters, inputs, "inputBytes", "inputDigest"
      from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as row(
        id uuid, "videoId" uuid, step step_name, scene int, "maxAttempts" int, priority smallint, "jobId" uuid,
        parameters jsonb, inputs jsonb, "inputBytes" bigint, "inputDigest" text)
    on conflict on constraint tasks_one_per_step_and_scene do nothing
    returning id`)
  return rows.map((row) => row.id)
}

export interface ClaimDetails {
  id: string
  step: StepName
  scene: number | null
  attempt: number
  failures: number
  max_attempts: number
  job_id: string
  job_retry_count: number
  parameters: Record<string, unknown>
  inputs: TaskInput[]
  input_bytes: number
  checkpoint: unknown
  video_id: string
  video_title: string
  channel_id: string
  channel_settings: unknown
  /** An earlier success of the same channel with the same digest. */
  reusable_task: string | null
  reusable_attempt: number | null
}

/** All that a worker needs to run those of these tasks that it claimed in this very transaction. */
export function claimDetails(tx: Transaction, worker: string, ids: readonly string[]): Promise<ClaimDetails[]> {
  return tx.run<ClaimDetails>(sql`
    select t.id, t.step, t.scene, t.attempt, t.failures, t.max_attempts, t.job_id, t.job_retry_count, t.parameters,
           t.inputs, t.input_bytes::float8 as input_bytes, t.checkpoint, v.id as video_id, v.title as video_title,
           c.id as channel_id, c.settings as channel_settings, earlier.task_id as reusable_task,
           earlier.number as reusable_attempt
      from tasks t
      join videos v on v.id = t.video_id
      join channels c on c.id = v.channel_id
      left join lateral (
        select a.task_id, a.number from attempts a
          join tasks done on done.id = a.task_id
          join videos of_it on of_it.id = done.video_id
         where not t.must_run and a.input_digest = t.input_digest and a.outcome = 'succeeded'
           and not a.refused and of_it.channel_id = v.channel_id
         order by a.ended_at desc limit 1
      ) earlier on true
     where t.id = any(${sql.param(ids)}::uuid[]) and t.state = 'claimed' and t.claimed_at = now()
       and t.worker = ${worker}
     order by t.priority desc, t.created_at, t.scene`)
}

/** Which of these there are. */
export async function existingTasks(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.run<{ id: string }>(sql`select id from tasks where id = any(${sql.param(ids)}::uuid[])`)
  return rows.map(({ id }) => id)
}

/** Tasks of a video by step and state; `inScene` counts those of one scene. */
export function stateCounts(tx: Transaction, videoId: string, scene: number | null): Promise<StateCount[]> {
  return tx.run<StateCount>(sql`
    select step, state, coalesce(error ->> 'code' = 'cancelled', false) as cancelled, count(*)::int as count,
           (count(*) filter (where scene = ${scene}::int))::int as "inScene"
      from tasks where video_id = ${videoId}::uuid group by 1, 2, 3`)
}

/** The newest artifacts of a video's tasks of some steps: of one scene, and of the video as a whole, or of all. */
export async function taskOutputs(
  tx: Transaction,
  videoId: string,
  steps: readonly StepName[],
  scene: number | null,
): Promise<TaskInput[]> {
  return tx.run<TaskInput>(sql`
    select a.role, t.step, t.scene, a.media_type as "mediaType", a.bytes::float8 as bytes, a.sha256
      from tasks t join artifacts a on a.task_id = t.id and a.attempt = t.attempt
     where t.video_id = ${videoId}::uuid and t.step = any(${sql.param(steps)}::step_name[])
       and t.state in ('completed', 'approved')
       and (${scene}::int is null or t.scene is null or t.scene = ${scene}::int)
     order by t.step, t.scene, a.role`)
}

export interface HeldTask {
  taskId: string
  attempt: number
}

/** Whether this attempt of the task has started and nothing has moved it since. */
export async function isProcessing(tx: Transaction, task: HeldTask): Promise<boolean> {
  const rows = await tx.run(sql`
    select id from tasks where id = ${task.taskId}::uuid and attempt = ${task.attempt} and state = 'processing'`)
  return rows.length === 1
}

/** Keeps a script's checkpoint, in the task for the next attempt and in this one's record; false if the claim was lost. */
export async function saveCheckpoint(tx: Transaction, task: HeldTask, checkpoint: unknown): Promise<boolean> {
  const rows = await tx.run(sql`
    with saved as (
      update tasks set checkpoint = coalesce(${jsonText(checkpoint)}::jsonb, 'null')
       where id = ${task.taskId}::uuid and attempt = ${task.attempt} and state = 'processing'
      returning id, attempt, checkpoint
    ), kept as (
      update attempts a set checkpoint = saved.checkpoint from saved
       where a.task_id = saved.id and a.number = saved.attempt
    )
    select id from saved`)
  return rows.length === 1
}

export interface ExpiredTask {
  id: string
  video_id: string
  attempt: number
  worker: string
}

/** Tasks whose lease is over, oldest first. */
export function expiredTasks(tx: Transaction, most: number): Promise<ExpiredTask[]> {
  return tx.run<ExpiredTask>(sql`
    select id, video_id, attempt, worker from tasks
     where lease_until < now() order by lease_until limit ${most}`)
}

/** True for one caller at a time, until its transaction ends: who sweeps. */
export async function tryBecomeSweeper(tx: Transaction): Promise<boolean> {
  const [row] = await tx.run<{ won: boolean }>(sql`
    select pg_try_advisory_xact_lock(hashtext('reelyard sweeper')) as won`)
  return row?.won ?? false
}

export interface WaitingStep {
  step: StepName
  /** The highest that waits. */
  priority: number
  /** How many tasks wait, counted up to a limit. */
  count: number
}

/** Which of these steps have tasks that may run now, and are not paused. A hint for the order of fetching, not a lock. */
export function waitingSteps(tx: Transaction, steps: readonly StepName[], countUpTo: number): Promise<WaitingStep[]> {
  return tx.run<WaitingStep>(sql`
    select wanted.step, max(top.priority) as priority, count(*)::int as count
      from (
        select step from unnest(${sql.param(steps)}::step_name[]) as asked(step)
         where not exists (
           select 1 from pauses where channel_id is null and (pauses.step is null or pauses.step = asked.step))
      ) as wanted
      cross join lateral (
        select priority from tasks
         where tasks.step = wanted.step and state in ('pending', 'retry') and (run_after is null or run_after <= now())
         order by priority desc limit ${countUpTo}
      ) top
     group by wanted.step`)
}

/** Tells every worker that tasks of these steps are ready, when the transaction commits. */
export async function notifyReady(tx: Transaction, steps: readonly StepName[]): Promise<void> {
  if (steps.length === 0) return
  await tx.run(sql`select pg_notify(${READY_CHANNEL}, step) from unnest(${sql.param(steps)}::text[]) as ready(step)`)
}

/** Tells every worker that these attempts are no longer its own, when the transaction commits: to end their scripts. */
export async function notifyTaken(tx: Transaction, taken: readonly HeldTask[]): Promise<void> {
  if (taken.length === 0) return
  const words = taken.map(({ taskId, attempt }) => `${TAKEN}${taskId}/${attempt}`)
  await tx.run(sql`select pg_notify(${READY_CHANNEL}, word) from unnest(${sql.param(words)}::text[]) as taken(word)`)
}

/** What begins a notification of `notifyTaken`; no step is called so, and a worker of an older version passes it over. */
const TAKEN = 'taken:'

/** The attempt that a notification on READY_CHANNEL says was taken from its worker; null where it names a step. */
export function takenIn(payload: string): HeldTask | null {
  const [taskId = '', attempt = ''] = payload.startsWith(TAKEN) ? payload.slice(TAKEN.length).split('/') : []
  return taskId === '' ? null : { taskId, attempt: Number(attempt) }
}

/** The NOTIFY channel of `notifyReady`, whose payload is the step's name, and of `notifyTaken`. */
export const READY_CHANNEL = 'reelyard_ready'
