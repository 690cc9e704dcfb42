/** Claim: the job is fetched and the task moved in one transaction, together or not at all. */
import { channelSettingsSchema, FIRST_STEP, type StepName } from '@reelyard/core'
import {
  claimDetails,
  markVideosStarted,
  moveTasks,
  openAttempts,
  type ClaimDetails,
  type Transaction,
} from '@reelyard/db'
import type { FetchedJob } from '@reelyard/queue'
import { sql } from '@reelyard/db'
import type { ClaimedTask, Context } from './context.ts'

export interface ClaimRequest {
  step: StepName
  /** Free slots. */
  limit: number
  worker: string
  leaseSeconds: number
  /** Takes no job below it. */
  minPriority?: number
}

export interface Claimed {
  tasks: ClaimedTask[]
  /** As many jobs as were asked for: more may wait. */
  full: boolean
}

/** Claims up to `limit` tasks of a step, the most urgent first. Two workers never get the same one. */
export function claim({ db, queue }: Context, request: ClaimRequest): Promise<Claimed> {
  return db.transaction(async (tx) => {
    const jobs = await queue.fetch(tx, request.step, request.limit, request.minPriority)
    if (jobs.length === 0) return { tasks: [], full: false }
    const known = jobs.filter((job) => job.taskId !== null)
    if (request.step === FIRST_STEP) await markVideosStarted(tx, taskIdsOf(known))
    const ids = taskIdsOf(known)
    const [moved, details] = await Promise.all([
      moveClaimed(tx, request, known),
      claimDetails(tx, ids),
      openAttempts(tx, ids),
    ])
    const claimed = new Set(moved.map((task) => task.job_id))
    const strays = jobs.filter((job) => !claimed.has(job.id))
    await Promise.all(strays.map((job) => dropStray({ queue }, tx, request.step, job)))
    return {
      tasks: details.map((row) => toClaimedTask(row, request.worker)),
      full: jobs.length === request.limit,
    }
  })
}

function moveClaimed(tx: Transaction, request: ClaimRequest, jobs: readonly FetchedJob[]) {
  const pairs = sql`unnest(${sql.param(taskIdsOf(jobs))}::uuid[], ${sql.param(jobs.map((job) => job.id))}::uuid[],
                           ${sql.param(jobs.map((job) => job.retryCount))}::int[]) as job(task_id, id, retry_count)`
  return moveTasks(tx, {
    event: 'claim',
    where: sql`(t.id, t.job_id) in (select job.task_id, job.id from ${pairs})`,
    set: [
      sql`worker = ${request.worker}`,
      sql`claimed_at = now()`,
      sql`started_at = null`,
      sql`finished_at = null`,
      sql`run_after = null`,
      sql`lease_until = now() + make_interval(secs => ${request.leaseSeconds}::float8)`,
      sql`job_retry_count = (select job.retry_count from ${pairs} where job.id = t.job_id)`,
    ],
    by: request.worker,
  })
}

/**
 * A job that stands for no waiting task: its task was cancelled or deleted meanwhile, or has another job by now, or its
 * payload is no task id. That last one is kept as a dead letter, the others end quietly. None disturbs the other jobs.
 */
async function dropStray({ queue }: Pick<Context, 'queue'>, tx: Transaction, step: StepName, job: FetchedJob) {
  if (job.taskId === null) await queue.deadLetter(tx, step, job, { code: 'invalid_payload' })
  else await queue.complete(tx, step, job)
}

function taskIdsOf(jobs: readonly FetchedJob[]): string[] {
  return jobs.flatMap((job) => job.taskId ?? [])
}

function toClaimedTask(row: ClaimDetails, worker: string): ClaimedTask {
  return {
    taskId: row.id,
    attempt: row.attempt,
    worker,
    step: row.step,
    scene: row.scene,
    failures: row.failures,
    maxAttempts: row.max_attempts,
    job: { id: row.job_id, retryCount: row.job_retry_count },
    parameters: row.parameters,
    inputs: row.inputs,
    inputBytes: row.input_bytes,
    checkpoint: row.checkpoint,
    video: { id: row.video_id, title: row.video_title },
    channel: { id: row.channel_id, settings: channelSettingsSchema.parse(row.channel_settings) },
    reusable:
      row.reusable_task !== null && row.reusable_attempt !== null
        ? { taskId: row.reusable_task, attempt: row.reusable_attempt }
        : null,
  }
}
