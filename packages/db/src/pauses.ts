/**
 * Statements on pauses, and on the tasks that they hold back.
 *
 * A task of a paused channel whose job a claim has taken out of the queue is parked: it waits, has no job, and its
 * `run_after` is infinity. The end of the pause gives it a job again.
 */
import type { StepName } from '@reelyard/core'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

export interface PauseRow {
  id: string
  /** Null: every step. */
  step: StepName | null
  /** Null: every channel. */
  channel: string | null
  reason: string | null
  pausedAt: string
  pausedBy: string
}

const columns = sql`
  id, step, channel_id as channel, reason, paused_at as "pausedAt", paused_by as "pausedBy"`

export interface NewPause {
  id: string
  step: StepName | null
  channel: string | null
  reason: string | null
  by: string
}

/** The pause, or the one that there was already of the same step and channel. The channel must be there. */
export async function insertPause(tx: Transaction, { id, step, channel, reason, by }: NewPause): Promise<PauseRow> {
  // It writes what it finds, so that it also returns it.
  const [row] = await tx.run<PauseRow>(sql`
    insert into pauses (id, step, channel_id, reason, paused_by)
    values (${id}::uuid, ${step}::step_name, ${channel}, ${reason}, ${by})
    on conflict on constraint pauses_once do update set paused_by = pauses.paused_by
    returning ${columns}`)
  return row!
}

export async function pauseById(tx: Transaction, id: string): Promise<PauseRow | null> {
  const [row] = await tx.run<PauseRow>(sql`select ${columns} from pauses where id = ${id}::uuid`)
  return row ?? null
}

/** Null where there is none. Waits for claims that park tasks because of it. */
export async function deletePause(tx: Transaction, id: string): Promise<PauseRow | null> {
  const [row] = await tx.run<PauseRow>(sql`delete from pauses where id = ${id}::uuid returning ${columns}`)
  return row ?? null
}

/** Oldest first; with `channels`, those of these channels and those of all. */
export function listPauses(tx: Transaction, channels: readonly string[] | null): Promise<PauseRow[]> {
  return tx.run<PauseRow>(sql`
    select ${columns} from pauses
     where ${sql.param(channels)}::text[] is null or channel_id is null
        or channel_id = any(${sql.param(channels)}::text[])
     order by paused_at, id`)
}

/** What is paused of a step: all of it, or some channels. */
export interface StepPauses {
  all: boolean
  channels: string[]
}

export async function pausesOfStep(tx: Transaction, step: StepName): Promise<StepPauses> {
  const rows = await tx.run<{ channel: string | null }>(sql`
    select channel_id as channel from pauses where step is null or step = ${step}::step_name`)
  return {
    all: rows.some(({ channel }) => channel === null),
    channels: rows.flatMap(({ channel }) => channel ?? []),
  }
}

/** The channels that are paused for a step; none of these pauses ends before the transaction does. */
export async function lockChannelPauses(tx: Transaction, step: StepName): Promise<string[]> {
  const rows = await tx.run<{ channel: string }>(sql`
    select channel_id as channel from pauses
     where channel_id is not null and (step is null or step = ${step}::step_name) order by id for key share`)
  return [...new Set(rows.map(({ channel }) => channel))]
}

/** A task of a paused channel, and the job that it waits for. */
export interface PausedTask {
  id: string
  jobId: string
}

/** Those of these tasks that are of one of the channels and wait for the job that is named with them. */
export function tasksOfChannels(
  tx: Transaction,
  tasks: readonly PausedTask[],
  channels: readonly string[],
): Promise<PausedTask[]> {
  return tx.run<PausedTask>(sql`
    select t.id, t.job_id as "jobId"
      from unnest(${sql.param(tasks.map(({ id }) => id))}::uuid[],
                  ${sql.param(tasks.map(({ jobId }) => jobId))}::uuid[]) as job(task_id, id)
      join tasks t on t.id = job.task_id and t.job_id = job.id and t.state in ('pending', 'retry')
      join videos v on v.id = t.video_id and v.channel_id = any(${sql.param(channels)}::text[])`)
}

/** Tasks of a step that may run now, of these channels, the most urgent first: those whose jobs stand in the way. */
export function waitingOfChannels(
  tx: Transaction,
  step: StepName,
  channels: readonly string[],
  limit: number,
): Promise<PausedTask[]> {
  return tx.run<PausedTask>(sql`
    select t.id, t.job_id as "jobId"
      from tasks t join videos v on v.id = t.video_id and v.channel_id = any(${sql.param(channels)}::text[])
     where t.step = ${step}::step_name and t.state in ('pending', 'retry')
       and (t.run_after is null or t.run_after <= now())
     order by t.priority desc, t.created_at limit ${limit}`)
}

/** These tasks wait on, without a job. Their jobs must be out of the queue, or the caller's to take out. */
export async function parkTasks(tx: Transaction, tasks: readonly PausedTask[]): Promise<void> {
  if (tasks.length === 0) return
  await tx.run(sql`
    with parked as materialized (
      select t.id from tasks t
        join unnest(${sql.param(tasks.map(({ id }) => id))}::uuid[],
                    ${sql.param(tasks.map(({ jobId }) => jobId))}::uuid[]) as job(task_id, id)
          on t.id = job.task_id and t.job_id = job.id and t.state in ('pending', 'retry')
       order by t.id for no key update of t
    ) update tasks set run_after = 'infinity' from parked where tasks.id = parked.id`)
}

export interface UnparkedTask {
  id: string
  step: StepName
  jobId: string
  priority: number
}

/** Gives parked tasks of a channel (and a step, where one is named) the id of a new job, which the caller must send. */
export function unparkTasks(
  tx: Transaction,
  channel: string,
  step: StepName | null,
  limit: number,
): Promise<UnparkedTask[]> {
  return tx.run<UnparkedTask>(sql`
    with parked as materialized (
      select t.id from tasks t join videos v on v.id = t.video_id
       where v.channel_id = ${channel} and t.state in ('pending', 'retry') and t.run_after = 'infinity'
         and (${step}::step_name is null or t.step = ${step}::step_name)
       order by t.id limit ${limit} for no key update of t
    ) update tasks t set job_id = gen_random_uuid(), run_after = case when t.state = 'retry' then now() end
        from parked where t.id = parked.id
    returning t.id, t.step, t.job_id as "jobId", t.priority`)
}
