/** Claim: the job is fetched and the task moved in one transaction, together or not at all. */
import { FIRST_STEP, type StepName } from '@reelyard/core'
import {
  claimDetails,
  claimTasks,
  existingTasks,
  markVideosStarted,
  openAttempts,
  type ClaimDetails,
  type Transaction,
} from '@reelyard/db'
import type { FetchedJob } from '@reelyard/queue'
import { bury } from './bury.ts'
import { readSettings } from './channel-settings.ts'
import { fetchUnpaused, PausedError } from './fetch-unpaused.ts'
import { transact } from './transact.ts'
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
  return transact(db, 'claim', async (tx) => {
    const { jobs, full } = await fetchUnpaused({ queue }, tx, request)
    if (jobs.length === 0) return { tasks: [], full }
    const known = jobs.filter((job) => job.taskId !== null)
    const ids = taskIdsOf(known)
    if (request.step === FIRST_STEP) await markVideosStarted(tx, known)
    const [moved, details] = await allOf([
      claimTasks(tx, { ...request, jobs: known }),
      claimDetails(tx, request.worker, ids),
      openAttempts(tx, ids),
    ])
    const claimed = new Set(moved.map((task) => task.job_id))
    const strays = jobs.filter((job) => !claimed.has(job.id))
    if (strays.length > 0) await dropStrays({ queue }, tx, request.step, strays)
    return {
      tasks: details.map((row) => toClaimedTask(row, request.worker)),
      full,
    }
  }).catch((error: unknown) => {
    if (error instanceof PausedError) return { tasks: [], full: false }
    throw error
  })
}

/**
 * Jobs that stand for no waiting task. Where the task has another job by now, or was cancelled, they end quietly; where there
 * is no such task, or the payload is no task's id, they are kept as dead letters. None disturbs the other jobs.
 */
async function dropStrays(context: Pick<Context, 'queue'>, tx: Transaction, step: StepName, strays: FetchedJob[]) {
  const known = new Set(await existingTasks(tx, taskIdsOf(strays)))
  await allOf(
    strays.map((job) => {
      const discarded = context.queue.discard(tx, step, job)
      if (job.taskId !== null && known.has(job.taskId)) return discarded
      const burial = { step, taskId: null, jobId: job.id, worker: null, payload: job.payload }
      return allOf([discarded, bury(context, tx, burial, job.taskId === null ? INVALID_PAYLOAD : UNKNOWN_TASK)])
    }),
  )
}

const INVALID_PAYLOAD = { code: 'invalid_payload', message: "The job's payload is no task's id." }
const UNKNOWN_TASK = { code: 'unknown_task', message: 'There is no task of the id that the job carries.' }

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
