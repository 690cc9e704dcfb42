import { randomUUID } from 'node:crypto'
import { endAttempt, held, moveTasks, notifyReady, sql } from '@reelyard/db'
import type { ClaimedTask, Context } from './context.ts'
import { assertMoved, fenced, refreshStatus, settleJob, type Settled } from './fenced.ts'

/** `release`: the script never ran. `interrupt`: it was ended by us. */
export type GiveBackEvent = 'release' | 'interrupt'

/** Gives a task back unfinished; burns no attempt. Others are woken to take it. */
export function giveBack(
  context: Context,
  task: ClaimedTask,
  event: GiveBackEvent,
  reason: string,
  log: readonly string[] = [],
): Promise<Settled> {
  const jobId = randomUUID()
  return fenced(context, task, { event, reason }, async (tx) => {
    const moved = await moveTasks(tx, {
      event,
      where: held(task),
      lockVideo: task.video.id,
      set: [sql`lease_until = null`, sql`worker = null`, sql`started_at = null`, sql`job_id = ${jobId}::uuid`],
      by: task.worker,
      reason,
    })
    const { priority } = assertMoved(moved, task)
    await Promise.all([
      endAttempt(tx, { ...task, outcome: event === 'release' ? 'released' : 'interrupted', log }),
      settleJob(context, tx, task),
      context.queue.send(tx, task.step, [{ id: jobId, taskId: task.taskId, priority }]),
      notifyReady(tx, [task.step]),
      refreshStatus(tx, task.video.id),
    ])
  })
}
