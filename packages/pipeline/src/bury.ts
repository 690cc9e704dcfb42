/** What failed for good is kept as a dead letter, in the transaction that fails it. */
import { randomUUID } from 'node:crypto'
import type { StepName } from '@reelyard/core'
import { insertDeadLetter, tasksWithoutLetter, type TaskError, type Transaction } from '@reelyard/db'
import type { JobAttempt } from '@reelyard/queue'
import { allOf } from './all-of.ts'
import type { Context } from './context.ts'
import { publishTasks } from './results.ts'

export interface Burial {
  step: StepName
  /** Null where the job stood for no task. */
  taskId: string | null
  jobId: string
  /** The job attempt to end as failed; absent where none is left. */
  job?: JobAttempt
  worker: string | null
  /** What the job carried. */
  payload: unknown
}

/** Letters that are written in one transaction. */
const AT_ONCE = 500

/**
 * Writes the letters of tasks that failed without one: under an older version, before a migration or beside it. Returns how
 * many there were.
 */
export async function buryForgotten(context: Context): Promise<number> {
  let buried = 0
  for (let batch = AT_ONCE; batch === AT_ONCE; buried += batch) {
    batch = await context.db.transaction('bury', async (tx) => {
      const tasks = await tasksWithoutLetter(tx, AT_ONCE)
      for (const { id: taskId, step, jobId, worker, error } of tasks) {
        const reason = error ?? { code: 'unknown', message: 'It failed without a word.' }
        await bury(context, tx, { step, taskId, jobId, worker, payload: { taskId } }, reason)
      }
      return tasks.length
    })
  }
  return buried
}

/** False if the job is no longer at that attempt: the caller must roll back. */
export async function bury(context: Pick<Context, 'queue'>, tx: Transaction, burial: Burial, error: TaskError) {
  const { queue } = context
  const { step, taskId, jobId, job, worker, payload } = burial
  const message = { id: randomUUID(), taskId, step, code: error.code }
  const [settled] = await allOf([
    job ? queue.deadLetter(tx, step, job, message) : queue.sendDeadLetter(tx, message).then(() => true),
    insertDeadLetter(tx, { ...message, ...error, origin: { queue: step, jobId, worker }, payload }),
    ...(taskId === null ? [] : [publishTasks(context, tx, 'task.failed', [taskId])]),
  ])
  return settled
}
