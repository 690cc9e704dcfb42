import { randomUUID } from 'node:crypto'
import {
  endDeadLetters,
  notifyReady,
  reopenTask,
  type FreshInputs,
  type StandingTask,
  type Transaction,
} from '@reelyard/db'
import type { Context } from './context.ts'

export type ReopenEvent = 'redrive' | 'redo' | 'revise' | 'release' | 'interrupt'

export interface Reopen {
  event: ReopenEvent
  by: string
  reason: string | null
  fresh: FreshInputs
  /** Seconds from now until it may run. */
  delaySeconds?: number
}

/** Makes a task wait again, with a job of its own, and ends its dead letter. False if the task is not in a state for it. */
export async function reopen(
  { queue }: Context,
  tx: Transaction,
  task: StandingTask,
  { event, by, reason, fresh, delaySeconds = 0 }: Reopen,
): Promise<boolean> {
  const jobId = randomUUID()
  const [moved] = await reopenTask(tx, { event, taskId: task.id, by, reason, fresh, jobId, delaySeconds })
  if (!moved) return false
  await queue.send(tx, task.step, [{ id: jobId, taskId: task.id, priority: moved.priority, delaySeconds }])
  const ending = event === 'redrive' ? 'redriven' : 'superseded'
  await queue.removeDeadLetters(tx, await endDeadLetters(tx, { taskIds: [task.id] }, ending, by))
  if (delaySeconds === 0) await notifyReady(tx, [task.step])
  return true
}
