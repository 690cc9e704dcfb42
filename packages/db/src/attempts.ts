/** Statements on attempts: one row a run of a task, written by the worker that ran it. */
import type { TaskEvent, TaskState } from '@reelyard/core'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText } from './json.ts'
import type { HeldTask } from './tasks.ts'
import type { attemptOutcome } from './schema.ts'

export type AttemptOutcome = (typeof attemptOutcome.enumValues)[number]

/** Opens the attempts of those of these tasks that were claimed in this very transaction. */
export async function openAttempts(tx: Transaction, taskIds: readonly string[]): Promise<void> {
  await tx.run(sql`
    insert into attempts (task_id, number, worker, job_id, input_digest, claimed_at)
    select id, attempt, worker, job_id, input_digest, claimed_at from tasks
     where id = any(${sql.param(taskIds)}::uuid[]) and state = 'claimed' and claimed_at = now()`)
}

export interface AttemptEnd extends HeldTask {
  outcome: AttemptOutcome
  error?: unknown
  result?: unknown
  /** Absent or empty: what was stored of it while it ran. */
  log?: readonly string[]
  /** How many lines its script has logged in all. */
  logLines?: number | undefined
  cost?: number | null
  /** What its script used. */
  usage?: unknown
}

/** Ends an attempt, once: a second end changes nothing. */
export async function endAttempt(tx: Transaction, end: AttemptEnd): Promise<void> {
  await tx.run(sql`
    update attempts
       set ended_at = now(), outcome = ${end.outcome}::attempt_outcome, error = ${jsonText(end.error)}::jsonb,
           result = ${jsonText(end.result)}::jsonb, log = coalesce(nullif(said.log, '[]'), attempts.log, said.log),
           log_lines = greatest(log_lines, ${end.logLines ?? end.log?.length ?? 0}::int), cost = ${jsonText(end.cost)}::jsonb,
           usage = ${jsonText(end.usage)}::jsonb
      from (select ${jsonText(end.log)}::jsonb as log) as said
     where task_id = ${end.taskId}::uuid and number = ${end.attempt} and ended_at is null`)
}

/** Ends those attempts of these tasks that still run, all in one way. */
export async function endAttempts(
  tx: Transaction,
  tasks: readonly { id: string; attempt: number }[],
  outcome: AttemptOutcome,
  error: unknown = null,
): Promise<void> {
  await tx.run(sql`
    update attempts a set ended_at = now(), outcome = ${outcome}::attempt_outcome, error = ${jsonText(error)}::jsonb
      from unnest(${sql.param(tasks.map(({ id }) => id))}::uuid[],
                  ${sql.param(tasks.map(({ attempt }) => attempt))}::int[]) as ended(task_id, number)
     where a.task_id = ended.task_id and a.number = ended.number and a.ended_at is null`)
}

/** A person would not have what this attempt made: nobody of the channel takes it over any more, wherever it came from. */
export async function rejectAttempt(tx: Transaction, task: HeldTask): Promise<void> {
  await tx.run(sql`
    with rejected as (
      update attempts set outcome = 'rejected', refused = true
       where task_id = ${task.taskId}::uuid and number = ${task.attempt}
      returning task_id, number, input_digest
    )
    update attempts a set refused = true
      from rejected
      join tasks mine on mine.id = rejected.task_id
      join videos my_video on my_video.id = mine.video_id, tasks t
      join videos v on v.id = t.video_id
     where a.input_digest = rejected.input_digest and a.outcome = 'succeeded' and t.id = a.task_id
       and v.channel_id = my_video.channel_id and (a.task_id, a.number) <> (rejected.task_id, rejected.number)`)
}

/** Keeps what a worker brought after it had lost its claim. Touches nothing but its own attempt. */
export async function keepLateResult(tx: Transaction, task: HeldTask, late: unknown): Promise<void> {
  await tx.run(sql`
    update attempts set late_result = ${jsonText(late)}::jsonb
     where task_id = ${task.taskId}::uuid and number = ${task.attempt}`)
}

/** What the script of an attempt said of itself. */
export async function attemptResult(tx: Transaction, task: HeldTask): Promise<Record<string, unknown> | null> {
  const [row] = await tx.run<{ result: Record<string, unknown> | null }>(sql`
    select result from attempts where task_id = ${task.taskId}::uuid and number = ${task.attempt}`)
  return row?.result ?? null
}

export interface AttemptRow {
  number: number
  worker: string
  claimedAt: string
  startedAt: string | null
  endedAt: string | null
  /** Null while it runs. */
  outcome: AttemptOutcome | null
  error: { code: string; message: string; exitCode?: number | null; signal?: string | null } | null
  log: string[] | null
  cost: number | null
  usage: { wallSeconds: number; cpuSeconds: number | null; maxRssBytes: number | null; logBytes: number } | null
  checkpoint: unknown
  /** Whether a result came after the claim was lost. */
  late: boolean
}

/** All attempts of a task, oldest first. */
export function attemptsOfTask(tx: Transaction, taskId: string): Promise<AttemptRow[]> {
  return tx.run<AttemptRow>(sql`
    select number, worker, claimed_at as "claimedAt", started_at as "startedAt", ended_at as "endedAt", outcome, error, log,
           cost, usage, checkpoint, late_result is not null as late
      from attempts where task_id = ${taskId}::uuid order by number`)
}

export interface MoveRow {
  event: TaskEvent
  from: TaskState
  to: TaskState
  attempt: number
  by: string
  at: string
  reason: string | null
}

/** The history of a task, oldest first. */
export function movesOfTask(tx: Transaction, taskId: string): Promise<MoveRow[]> {
  return tx.run<MoveRow>(sql`
    select event, from_state as "from", to_state as "to", attempt, moved_by as "by", moved_at as "at", reason
      from moves where task_id = ${taskId}::uuid order by id`)
}
