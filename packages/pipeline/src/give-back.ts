import { randomUUID } from 'node:crypto'
import { endAttempt, giveBackTask, notifyReady } from '@reelyard/db'
import { allOf } from './all-of.ts'
import type { ClaimedTask, Context } from './context.ts'
import { assertMoved, fenced, heldBy, refreshStatus, settleJob, type Settled } from './fenced.ts'

/** `release`: the script never ran. `interrupt`: it was ended by us. */
export type GiveBackEvent = 'release' | 'interrupt'

/** What is known of a run that was ended by us. */
export interface Ran {
  log: readonly string[]
  /** How many lines there were in all. */
  logLines?: number | undefined
  cost: number | null
  /** What its script used. */
  usage?: unknown
}

/** Gives a task back unfinished; burns no attempt. Others are woken to take it. */
export function giveBack(
  context: Context,
  task: ClaimedTask,
  event: GiveBackEvent,
  reason: string,
  ran: Ran = { log: [], cost: null },
): Promise<Settled> {
  const jobId = randomUUID()
  return fenced(event, context, task, { event, reason }, async (tx) => {
    const moved = await giveBackTask(tx, heldBy(task), event, reason, jobId)
    const { priority } = assertMoved(moved, task)
    await allOf([
      endAttempt(tx, { ...task, ...ran, outcome: event === 'release' ? 'released' : 'interrupted' }),
      settleJob(context, tx, task),
      context.queue.send(tx, task.step, [{ id: jobId, taskId: task.taskId, priority }]),
      notifyReady(tx, [task.step]),
    ])
    await refreshStatus(context, tx, task.video.id)
  })
}
