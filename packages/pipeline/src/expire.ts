/** The sweeper: gives back what the workers of lost leases held. Runs in every worker; Postgres decides which one sweeps. */
import { randomUUID } from 'node:crypto'
import {
  endAttempt,
  expiredTasks,
  moveTasks,
  notifyReady,
  sql,
  tryBecomeSweeper,
  type ExpiredTask,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { refreshStatus } from './fenced.ts'

/** Leases expired in one pass; a fuller backlog takes the next pass. */
const MOST = 200

/** Expires leases that are over; returns how many tasks it moved. Zero where another process is sweeping. */
export async function sweep(context: Context): Promise<number> {
  const expired = await context.db.transaction(async (tx) =>
    (await tryBecomeSweeper(tx)) ? expiredTasks(tx, MOST) : [],
  )
  let moved = 0
  for (const task of expired) moved += (await expire(context, task)) ? 1 : 0
  return moved
}

async function expire({ db, queue }: Context, task: ExpiredTask): Promise<boolean> {
  const jobId = randomUUID()
  const error = { code: 'lease_expired', message: `Worker ${task.worker} was not heard of until its lease was over.` }
  return db.transaction(async (tx) => {
    const [moved] = await moveTasks(tx, {
      event: 'expire',
      where: sql`t.id = ${task.id}::uuid and t.attempt = ${task.attempt} and t.lease_until < now()`,
      lockVideo: task.video_id,
      countsAsFailure: true,
      set: [
        sql`lease_until = null`,
        sql`finished_at = now()`,
        sql`run_after = now()`,
        sql`error = ${JSON.stringify(error)}::jsonb`,
        sql`job_id = case when old.failures + 1 >= old.max_attempts then t.job_id else ${jobId}::uuid end`,
      ],
      by: 'sweeper',
      reason: error.code,
    })
    if (!moved) return false
    const job = { id: moved.job_id, retryCount: moved.job_retry_count }
    await endAttempt(tx, { taskId: task.id, attempt: task.attempt, outcome: 'lost', error })
    if (moved.state === 'failed') await queue.deadLetter(tx, moved.step, job, error)
    else {
      await queue.complete(tx, moved.step, job)
      await queue.send(tx, moved.step, [{ id: jobId, taskId: task.id, priority: moved.priority }])
      await notifyReady(tx, [moved.step])
    }
    await refreshStatus(tx, task.video_id)
    return true
  })
}
