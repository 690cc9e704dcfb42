/** Claim: the job is fetched and the task moved in one transaction, together or not at all. */
import { FIRST_STEP, type StepName } from '@reelyard/core'
import {
  claimDetails,
  claimTasks,
  markVideosStarted,
  openAttempts,
  type ClaimDetails,
  type Transaction,
} from '@reelyard/db'
import type { FetchedJob } from '@reelyard/queue'
import { readSettings } from './channel-settings.ts'
import { allOf } from './all-of.ts'
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
  /** As many jobs as the limit allows: more may wait. */
  full: boolean
}

/** Claims up to `limit` tasks of a step, the most urgent first. Two workers never get the same one. */
export function claim({ db, queue }: Context, request: ClaimRequest): Promise<Claimed> {
  return db.transaction('claim', async (tx) => {
    const jobs = await queue.fetch(tx, request.step, request.limit, request.minPriority)
    if (jobs.length === 0) return { tasks: [], full: false }
    const known = jobs.filter((job) => job.taskId !== null)
    const ids = taskIdsOf(known)
    if (request.step === FIRST_STEP) await markVideosStarted(tx, ids)
    const [moved, details] = await allOf([
      claimTasks(tx, { ...request, jobs: known }),
      claimDetails(tx, request.worker, ids),
      openAttempts(tx, ids),
    ])
    const claimed = new Set(moved.map((task) => task.job_id))
    const strays = jobs.filter((job) => !claimed.has(job.id))
    await allOf(strays.map((job) => dropStray({ queue }, tx, request.step, job)))
    return {
      tasks: details.map((row) => toClaimedTask(row, request.worker)),
      full: jobs.length === request.limit,
    }
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
    channel: { id: row.channel_id, ...readSettings(row.channel_settings) },
    reusable:
      row.reusable_task !== null && row.reusable_attempt !== null
        ? { taskId: row.reusable_task, attempt: row.reusable_attempt }
        : null,
  }
}
