import type { StepName } from '@reelyard/core'
import {
  cancelTasks,
  endAttempts,
  endDeadLetters,
  lockVideo,
  storableText,
  unendedJobs,
  type Transaction,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { refreshStatus } from './fenced.ts'
import { transact } from './transact.ts'

/** `ended`: nothing of it was left to cancel. */
export type Cancelled = 'cancelled' | 'ended' | 'unknown_video'

/**
 * Ends a video for good: nothing of it will run any more, and its dead letters end with it. A worker that runs one of its
 * tasks finds out at its next write at the latest, and ends the script.
 */
export function cancel(context: Context, videoId: string, by: string, note?: string): Promise<Cancelled> {
  const who = storableText(by)
  const error = { code: 'cancelled', message: storableText(note ?? `Cancelled by ${by}.`) }
  return transact(context.db, 'cancel', async (tx) => {
    if (!(await lockVideo(tx, videoId))) return 'unknown_video'
    // Jobs first, as a claim does: else the two could wait for each other. They stay the tasks' while the video is locked.
    await removeJobs(context, tx, videoId)
    const moved = await cancelTasks(tx, videoId, who, error)
    if (moved.length === 0) return 'ended'
    await endAttempts(tx, moved, 'cancelled', error)
    await context.queue.removeDeadLetters(tx, await endDeadLetters(tx, { videoId }, 'superseded', who))
    await refreshStatus(tx, videoId)
    return 'cancelled'
  })
}

async function removeJobs({ queue }: Context, tx: Transaction, videoId: string): Promise<void> {
  const jobs = await unendedJobs(tx, videoId)
  const steps = [...new Set(jobs.map(({ step }) => step))]
  for (const step of steps) await queue.remove(tx, step, idsOf(jobs, step))
}

function idsOf(jobs: readonly { step: StepName; jobId: string }[], step: StepName): string[] {
  return jobs.filter((job) => job.step === step).map(({ jobId }) => jobId)
}
