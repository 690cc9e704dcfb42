/** The sweeper: gives back what the workers of lost leases held. Runs in every worker; Postgres decides which one sweeps. */
import { randomUUID } from 'node:crypto'
import { endAttempt, expiredTasks, expireTask, notifyReady, tryBecomeSweeper, type ExpiredTask } from '@reelyard/db'
import { transact } from './transact.ts'
import { bury } from './bury.ts'
import type { Context } from './context.ts'
import { refreshStatus } from './fenced.ts'

/** Leases expired in one pass; a fuller backlog takes the next pass. */
const MOST = 200

/**
 * Expires leases that are over; returns how many tasks it moved. Zero where another process is sweeping, and for
 * `graceSeconds` (a lease, so that all who live can renew theirs) after a restart of Postgres.
 */
export async function sweep(context: Context, graceSeconds: number): Promise<number> {
  const expired = await context.db.transaction('sweep', async (tx) =>
    (await tryBecomeSweeper(tx)) ? expiredTasks(tx, MOST) : [],
  )
  let moved = 0
  const faults: unknown[] = []
  for (const task of expired) {
    // One that cannot be expired must not keep those behind it from it.
    moved += await expire(context, task, graceSeconds).then(Number, (error: unknown) => (faults.push(error), 0))
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} leases could not be expired.`)
  return moved
}

async function expire({ db, queue }: Context, task: ExpiredTask, graceSeconds: number): Promise<boolean> {
  const jobId = randomUUID()
  const error = { code: 'lease_expired', message: `Worker ${task.worker} was not heard of until its lease was over.` }
  return transact(db, 'expire', async (tx) => {
    const held = { taskId: task.id, attempt: task.attempt }
    const [moved] = await expireTask(tx, { ...held, videoId: task.video_id }, error, { jobId, graceSeconds })
    if (!moved) return false
    const job = { id: moved.job_id, retryCount: moved.job_retry_count }
    await endAttempt(tx, { ...held, outcome: 'lost', error })
    if (moved.state === 'failed') {
      const { step } = moved
      await bury(
        { queue },
        tx,
        { step, taskId: task.id, jobId: job.id, job, worker: task.worker, payload: { taskId: task.id } },
        error,
      )
    } else {
      await queue.complete(tx, moved.step, job)
      await queue.send(tx, moved.step, [{ id: jobId, taskId: task.id, priority: moved.priority }])
      await notifyReady(tx, [moved.step])
    }
    await refreshStatus({ queue }, tx, task.video_id)
    return true
  })
}
