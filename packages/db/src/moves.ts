/** The moves of a task, by name: what each event writes besides the state. All of them go through the one mover. */
import type { SQL } from 'drizzle-orm'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText } from './json.ts'
import { moveTasks, type MovedTask } from './mover.ts'
import type { HeldTask } from './tasks.ts'

/** A task that a worker holds: this task, this attempt, of this video, by this worker. */
export interface HeldBy extends HeldTask {
  videoId: string
  worker: string
}

/** Why an attempt failed: a stable code, and a sentence. */
export interface TaskError {
  code: string
  message: string
}

/** The guard of every writer that runs an attempt. */
export function held(task: HeldTask): SQL {
  return sql`t.id = ${task.taskId}::uuid and t.attempt = ${task.attempt}`
}

export interface Claim {
  worker: string
  leaseSeconds: number
  jobs: readonly { id: string; retryCount: number; taskId: string | null }[]
}

/** Moves the tasks that these jobs stand for; a job that is not its task's own moves nothing. */
export function claimTasks(tx: Transaction, { worker, leaseSeconds, jobs }: Claim): Promise<MovedTask[]> {
  const pairs = sql`unnest(${sql.param(jobs.map((job) => job.taskId))}::uuid[], ${sql.param(jobs.map((job) => job.id))}::uuid[],
                           ${sql.param(jobs.map((job) => job.retryCount))}::int[]) as job(task_id, id, retry_count)`
  return moveTasks(tx, {
    event: 'claim',
    where: sql`(t.id, t.job_id) in (select job.task_id, job.id from ${pairs})`,
    set: [
      sql`worker = ${worker}`,
      sql`claimed_at = now()`,
      sql`started_at = null`,
      sql`finished_at = null`,
      sql`run_after = null`,
      sql`lease_until = now() + make_interval(secs => ${leaseSeconds}::float8)`,
      sql`job_retry_count = (select job.retry_count from ${pairs} where job.id = t.job_id)`,
    ],
    by: worker,
  })
}

export function startTask(tx: Transaction, task: Omit<HeldBy, 'videoId'>): Promise<MovedTask[]> {
  const set = [sql`started_at = now()`]
  return moveTasks(tx, { event: 'start', where: held(task), set, by: task.worker, startsAttempt: true })
}

/** Its result is there: done, or (`review`) to be looked at by a person first, whom a policy may stand in for later. */
export function succeedTask(
  tx: Transaction,
  task: HeldBy,
  event: 'succeed' | 'review',
  reason: string | null,
  reviewSeconds: number | null,
): Promise<MovedTask[]> {
  const reviewDue = sql`review_due_at = now() + make_interval(secs => ${reviewSeconds}::float8)`
  return moveTasks(tx, {
    event,
    where: held(task),
    lockVideo: task.videoId,
    set: [...ended, sql`error = null`, sql`must_run = false`, reviewDue],
    by: task.worker,
    reason,
  })
}

/** For good. */
export function failTask(tx: Transaction, task: HeldBy, error: TaskError): Promise<MovedTask[]> {
  return moveTasks(tx, { ...failure(task, error), event: 'fail' })
}

/** To be tried again by the job `next`, after its delay. */
export function retryTask(
  tx: Transaction,
  task: HeldBy,
  error: TaskError,
  next: { jobId: string; delaySeconds: number },
): Promise<MovedTask[]> {
  const move = failure(task, error)
  return moveTasks(tx, {
    ...move,
    event: 'fail_retriable',
    set: [
      ...move.set,
      sql`job_id = ${next.jobId}::uuid`,
      sql`run_after = now() + make_interval(secs => ${next.delaySeconds}::float8)`,
    ],
  })
}

/** Unfinished, to be taken by the job `jobId`; burns no attempt. */
export function giveBackTask(
  tx: Transaction,
  task: HeldBy,
  event: 'release' | 'interrupt',
  reason: string,
  jobId: string,
): Promise<MovedTask[]> {
  return moveTasks(tx, {
    event,
    where: held(task),
    lockVideo: task.videoId,
    set: [sql`lease_until = null`, sql`worker = null`, sql`started_at = null`, sql`job_id = ${jobId}::uuid`],
    by: task.worker,
    reason,
  })
}

/**
 * Its lease is over: to be taken by the job `jobId`, or failed where the attempts are spent; then it keeps its job. For a time
 * of `graceSeconds` after a restart of Postgres nothing expires: nobody could renew a lease before.
 */
export function expireTask(
  tx: Transaction,
  task: HeldTask & { videoId: string },
  error: TaskError,
  { jobId, graceSeconds }: { jobId: string; graceSeconds: number },
): Promise<MovedTask[]> {
  return moveTasks(tx, {
    event: 'expire',
    where: sql`${held(task)} and t.lease_until < now()
               and pg_postmaster_start_time() < now() - make_interval(secs => ${graceSeconds}::float8)`,
    lockVideo: task.videoId,
    countsAsFailure: true,
    set: [
      ...ended,
      sql`run_after = now()`,
      sql`error = ${jsonText(error)}::jsonb`,
      sql`job_id = case when old.failures + 1 >= old.max_attempts then t.job_id else ${jobId}::uuid end`,
    ],
    by: 'sweeper',
    reason: error.code,
  })
}

const ended = [sql`finished_at = now()`, sql`lease_until = null`]

function failure(task: HeldBy, error: TaskError) {
  return {
    where: held(task),
    lockVideo: task.videoId,
    countsAsFailure: true,
    set: [...ended, sql`error = ${jsonText(error)}::jsonb`],
    by: task.worker,
    reason: error.code,
  }
}

/** A person's word on a result that waits for it. */
export interface Decision {
  taskId: string
  by: string
  note: string | null
}

export function approveTask(tx: Transaction, { taskId, by, note }: Decision): Promise<MovedTask[]> {
  return moveTasks(tx, { event: 'approve', where: sql`t.id = ${taskId}::uuid`, by, reason: note })
}

export function rejectTask(tx: Transaction, { taskId, by, note }: Decision): Promise<MovedTask[]> {
  return moveTasks(tx, { event: 'reject', where: sql`t.id = ${taskId}::uuid`, by, reason: note })
}

/** It was rejected, and nobody will make it again. */
export function abandonTask(tx: Transaction, { taskId, by, note }: Decision, error: TaskError): Promise<MovedTask[]> {
  // Should it be redriven: what was rejected must not come back, from a checkpoint or from an earlier success.
  const set = [sql`error = ${jsonText(error)}::jsonb`, sql`must_run = true`, sql`checkpoint = null`]
  return moveTasks(tx, { event: 'abandon', where: sql`t.id = ${taskId}::uuid`, set, by, reason: note })
}

/** All of a video that has not ended. */
export function cancelTasks(tx: Transaction, videoId: string, by: string, error: TaskError): Promise<MovedTask[]> {
  return moveTasks(tx, {
    event: 'cancel',
    where: sql`t.video_id = ${videoId}::uuid`,
    lockVideo: videoId,
    set: [...ended, sql`error = ${jsonText(error)}::jsonb`],
    by,
    reason: error.message,
  })
}
