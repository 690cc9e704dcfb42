import { HELD, type StepName, type TaskState } from '@reelyard/core'
import {
  cancelTasks,
  endAttempts,
  endDeadLetters,
  lockVideo,
  notifyTaken,
  storableText,
  jobsOf,
  type MovedTask,
  type Transaction,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { refreshStatus } from './fenced.ts'
import { isId } from './id.ts'
import type { Precondition } from './precondition.ts'
import { publishTasks } from './results.ts'
import { assertVideoMatches } from './tag.ts'
import { transact } from './transact.ts'

/** `ended`: nothing of it was left to cancel. */
export type Cancelled = 'cancelled' | 'ended' | 'unknown_video'

/**
 * Ends a video for good: nothing of it will run any more, and its dead letters end with it. The workers that run its tasks
 * are told, and end the scripts; one that does not hear it finds out at its next heartbeat. Throws PreconditionFailedError.
 */
export function cancel(
  context: Context,
  videoId: string,
  by: string,
  note?: string,
  precondition: Precondition = null,
): Promise<Cancelled> {
  if (!isId(videoId)) return Promise.resolve('unknown_video')
  const who = storableText(by)
  const error = { code: 'cancelled', message: storableText(note ?? `Cancelled by ${by}.`) }
  return transact(context.db, 'cancel', async (tx) => {
    // Before the video is locked: a claim that has fetched one of these jobs may be waiting for the video.
    await removeJobs(context, tx, videoId, WAITING)
    if (!(await lockVideo(tx, videoId))) return 'unknown_video'
    await assertVideoMatches(tx, videoId, precondition)
    await removeJobs(context, tx, videoId, [...WAITING, ...HELD])
    const moved = await cancelTasks(tx, videoId, who, error)
    if (moved.length === 0) return 'ended'
    await endAttempts(tx, moved, 'cancelled', error)
    await notifyTaken(
      tx,
      moved.filter(isHeld).map(({ id, attempt }) => ({ taskId: id, attempt })),
    )
    await context.queue.removeDeadLetters(tx, await endDeadLetters(tx, { videoId }, 'superseded', who))
    await publishTasks(
      context,
      tx,
      'task.cancelled',
      moved.map(({ id }) => id),
    )
    await refreshStatus(context, tx, videoId)
    return 'cancelled'
  })
}

function isHeld({ from_state }: MovedTask): boolean {
  return HELD.some((state) => state === from_state)
}

const WAITING = ['pending', 'retry'] as const satisfies readonly TaskState[]

async function removeJobs(
  { queue }: Context,
  tx: Transaction,
  videoId: string,
  states: readonly TaskState[],
): Promise<void> {
  const jobs = await jobsOf(tx, videoId, states)
  const steps = [...new Set(jobs.map(({ step }) => step))]
  for (const step of steps) await queue.remove(tx, step, idsOf(jobs, step))
}

function idsOf(jobs: readonly { step: StepName; jobId: string }[], step: StepName): string[] {
  return jobs.filter((job) => job.step === step).map(({ jobId }) => jobId)
}
