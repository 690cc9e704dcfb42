/** Statements on attempts: one row a run of a task, written by the worker that ran it. */
import { sql } from 'drizzle-orm'
import type { Transaction } from './database.ts'
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
  log?: readonly string[]
  cost?: number | null
}

/** Ends an attempt, once: a second end changes nothing. */
export async function endAttempt(tx: Transaction, end: AttemptEnd): Promise<void> {
  await tx.run(sql`
    update attempts
       set ended_at = now(), outcome = ${end.outcome}::attempt_outcome, error = ${jsonText(end.error)}::jsonb,
           result = ${jsonText(end.result)}::jsonb, log = ${jsonText(end.log)}::jsonb, cost = ${jsonText(end.cost)}::jsonb
     where task_id = ${end.taskId}::uuid and number = ${end.attempt} and ended_at is null`)
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
