/** What can be done to a video as a whole, besides cancelling it. */
import { PRIORITY_RANK, type Metadata, type Priority, type StepName } from '@reelyard/core'
import {
  changeVideo as writeChange,
  deleteVideo as deleteRows,
  endDeadLetters,
  failedTasks,
  isAtWork,
  keepPictures,
  lockTask,
  lockVideo,
  reprioritiseTasks,
  storableText,
  unnamedFiles,
  type Transaction,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { rerunTask, type Decider } from './decisions.ts'
import { refreshStatus } from './fenced.ts'
import { isId } from './id.ts'
import type { Precondition } from './precondition.ts'
import { readVideo, type VideoView } from './read.ts'
import { NotDecided, type Refusal } from './refusal.ts'
import { assertVideoMatches } from './tag.ts'
import { transact } from './transact.ts'

export interface VideoChange {
  priority?: Priority | undefined
  /** Replaces all of it. */
  metadata?: Metadata | undefined
}

/**
 * Changes priority or metadata; null where there is no such video. What waits, and what comes after it, gets the priority;
 * what a worker holds, or is just taking, keeps its own. Throws PreconditionFailedError.
 */
export function changeVideo(
  context: Context,
  id: string,
  { priority, metadata }: VideoChange,
  precondition: Precondition,
): Promise<VideoView | null> {
  if (!isId(id)) return Promise.resolve(null)
  const rank = priority && PRIORITY_RANK[priority]
  return transact(context.db, 'change', async (tx) => {
    if (!(await lockVideo(tx, id))) return null
    await assertVideoMatches(tx, id, precondition)
    await writeChange(tx, id, {
      ...(priority === undefined ? {} : { priority: { rank: PRIORITY_RANK[priority], word: priority } }),
      ...(metadata === undefined ? {} : { metadata }),
    })
    if (rank !== undefined) await reprioritise(context, tx, await reprioritiseTasks(tx, id, rank), rank)
    return readVideo(tx, id)
  })
}

async function reprioritise(
  { queue }: Context,
  tx: Transaction,
  jobs: readonly { step: StepName; jobId: string }[],
  rank: number,
): Promise<void> {
  for (const step of new Set(jobs.map((job) => job.step))) {
    const ids = jobs.filter((job) => job.step === step).map(({ jobId }) => jobId)
    await queue.reprioritise(tx, step, ids, rank)
  }
}

/** `nothing_to_retry`: no task of it has failed. */
export type VideoRetried = 'retried' | 'nothing_to_retry' | 'unknown_video' | Refusal

/** Has all failed tasks of a video tried again, in one transaction. Throws PreconditionFailedError. */
export async function retryVideo(
  context: Context,
  id: string,
  decider: Decider,
  precondition: Precondition,
): Promise<VideoRetried> {
  if (!isId(id)) return 'unknown_video'
  try {
    return await transact(context.db, 'redrive', async (tx) => {
      if (!(await lockVideo(tx, id))) return 'unknown_video'
      await assertVideoMatches(tx, id, precondition)
      const failed = await failedTasks(tx, id)
      for (const taskId of failed) {
        const task = await lockTask(tx, taskId)
        const decided = task ? await rerunTask(context, tx, 'redrive', task, decider) : null
        if (decided && !decided.done) throw new NotDecided(decided)
      }
      await refreshStatus(context, tx, id)
      return failed.length === 0 ? 'nothing_to_retry' : 'retried'
    })
  } catch (error) {
    if (error instanceof NotDecided) return error.refusal
    throw error
  }
}

/** `files`: SHA-256 of those that nothing names any more; they are the caller's to remove from the store. */
export type VideoDeleted =
  | { outcome: 'deleted'; files: string[] }
  | { outcome: 'running' }
  | { outcome: 'unknown_video' }

/**
 * Deletes a video that has ended, with its tasks, history and artifacts. Somebody may just be storing a file of the same
 * content: only one that was written long ago may be removed, see docs/decisions. Throws PreconditionFailedError.
 */
export function deleteVideo(
  context: Context,
  id: string,
  by: string,
  precondition: Precondition,
): Promise<VideoDeleted> {
  if (!isId(id)) return Promise.resolve({ outcome: 'unknown_video' })
  return transact(context.db, 'delete', async (tx): Promise<VideoDeleted> => {
    if (!(await lockVideo(tx, id))) return { outcome: 'unknown_video' }
    await assertVideoMatches(tx, id, precondition)
    const video = await readVideo(tx, id)
    if (!video || video.endedAt === null || (await isAtWork(tx, id))) return { outcome: 'running' }
    await context.queue.removeDeadLetters(tx, await endDeadLetters(tx, { videoId: id }, 'dropped', storableText(by)))
    await keepPictures(tx, id)
    const files = await deleteRows(tx, id)
    // After the rows are gone, so that whoever took one of them over meanwhile is seen.
    return { outcome: 'deleted', files: await unnamedFiles(tx, files) }
  })
}
