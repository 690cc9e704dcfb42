/**
 * Settle: the end of an attempt, in one transaction. Guard on state and attempt; outputs; move; that job attempt; what is
 * now ready, and its jobs; history; wake-up. If the guard finds that the claim was lost, everything rolls back, and what
 * came too late is kept only as evidence on its own attempt.
 */
import { statusOf, type StateCount, type VideoStatus } from '@reelyard/core'
import {
  keepLateResult,
  setVideoStatus,
  stateCounts,
  type HeldBy,
  type TaskError,
  type Transaction,
} from '@reelyard/db'
import { transact } from './transact.ts'
import { bury } from './bury.ts'
import { ClaimLostError, type ClaimedTask, type Context } from './context.ts'
import { publishVideo } from './results.ts'

/** `lost`: the claim was gone, nothing was changed. */
export type Settled = 'settled' | 'lost'

/** Runs a settling transaction of that name. `late` is what is kept if the claim is gone. */
export async function fenced(
  name: string,
  { db }: Context,
  task: ClaimedTask,
  late: unknown,
  work: (tx: Transaction) => Promise<void>,
): Promise<Settled> {
  try {
    await transact(db, name, work)
    return 'settled'
  } catch (error) {
    if (!(error instanceof ClaimLostError)) throw error
    await keepLateResult(db.named('late'), task, late)
    return 'lost'
  }
}

/** The task as the moves want it. */
export function heldBy({ taskId, attempt, worker, video }: ClaimedTask): HeldBy {
  return { taskId, attempt, worker, videoId: video.id }
}

/** Throws ClaimLostError unless the statement that guards the transaction has moved the task. */
export function assertMoved<Moved>([moved]: readonly Moved[], task: ClaimedTask): Moved {
  if (!moved) throw new ClaimLostError(task.taskId, task.attempt)
  return moved
}

/** Ends the job attempt that this claim came with; with a reason, into the dead letters. Throws ClaimLostError. */
export async function settleJob(
  context: Pick<Context, 'queue'>,
  tx: Transaction,
  task: ClaimedTask,
  failedForGood?: TaskError,
): Promise<void> {
  const { step, job, taskId, worker } = task
  const settled = failedForGood
    ? await bury(context, tx, { step, taskId, jobId: job.id, job, worker, payload: { taskId } }, failedForGood)
    : await context.queue.complete(tx, step, job)
  if (!settled) throw new ClaimLostError(task.taskId, task.attempt)
}

/** Stores the status that the tasks give, and publishes a change of it. `was` saves the statement where nothing changes. */
export async function storeStatus(
  context: Pick<Context, 'queue'>,
  tx: Transaction,
  videoId: string,
  counts: readonly StateCount[],
  was?: VideoStatus,
): Promise<void> {
  const status = statusOf(counts)
  const ended = status === 'completed' || status === 'failed' || status === 'cancelled'
  if (status === was || !(await setVideoStatus(tx, videoId, status, ended))) return
  await publishVideo(context, tx, status, videoId)
}

/** Reads the tasks again and stores the status that they give. */
export async function refreshStatus(context: Pick<Context, 'queue'>, tx: Transaction, videoId: string): Promise<void> {
  await storeStatus(context, tx, videoId, await stateCounts(tx, videoId, null))
}
