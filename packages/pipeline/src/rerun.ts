/** Has a task made again, or tried again, whatever state it is in. */
import { randomUUID } from 'node:crypto'
import type { TaskState } from '@reelyard/core'
import { hastenTask, lockTask, notifyReady, type StandingTask, type Transaction } from '@reelyard/db'
import type { Context } from './context.ts'
import { rerunTask, type Rerun } from './decisions.ts'
import { refreshStatus } from './fenced.ts'
import { isId } from './id.ts'
import type { Precondition } from './precondition.ts'
import { DONE, newerAttempt, NotDecided, unknown, wrongState, type Decided } from './refusal.ts'
import { assertTaskMatches } from './tag.ts'
import { transact } from './transact.ts'

type Again = (context: Context, tx: Transaction, task: StandingTask, rerun: Rerun) => Promise<Decided>

const REDO = { completed: 'redo', approved: 'redo', rejected: 'revise', failed: 'redrive' } as const

/**
 * Makes again what ended, with other inputs or none, and after it what depends on it, where that then reads something else.
 * Throws PreconditionFailedError.
 */
export function redoTask(context: Context, taskId: string, rerun: Rerun, precondition: Precondition): Promise<Decided> {
  return again(context, 'redo', taskId, { rerun, precondition }, async (_, tx, task) => {
    const event = REDO[task.state as keyof typeof REDO]
    return event ? rerunTask(context, tx, event, task, rerun) : wrongState(task, 'made again')
  })
}

/**
 * Tries at once what waits to be tried again, and anew what failed for good. Attempts that were made stay counted in the
 * first case. Throws PreconditionFailedError.
 */
export function retryTaskNow(
  context: Context,
  taskId: string,
  rerun: Rerun,
  precondition: Precondition,
): Promise<Decided> {
  return again(context, 'redrive', taskId, { rerun, precondition }, (_, tx, task) => {
    const retry: Partial<Record<TaskState, Again>> = {
      retry: hasten,
      failed: () => rerunTask(context, tx, 'redrive', task, rerun),
    }
    return retry[task.state]?.(context, tx, task, rerun) ?? Promise.resolve(wrongState(task, 'tried again'))
  })
}

const hasten: Again = async ({ queue }, tx, task) => {
  const jobId = randomUUID()
  await queue.takeOut(tx, task.step, [task.jobId])
  if (!(await hastenTask(tx, task.id, jobId))) return wrongState(task, 'tried again')
  await queue.send(tx, task.step, [{ id: jobId, taskId: task.id, priority: task.priority }])
  await notifyReady(tx, [task.step])
  return DONE
}

async function again(
  context: Context,
  name: string,
  taskId: string,
  { rerun, precondition }: { rerun: Rerun; precondition: Precondition },
  work: Again,
): Promise<Decided> {
  if (!isId(taskId)) return unknown(taskId)
  try {
    return await transact(context.db, name, async (tx) => {
      const task = await lockTask(tx, taskId)
      if (!task) return unknown(taskId)
      await assertTaskMatches(tx, taskId, precondition)
      if (rerun.attempt !== undefined && rerun.attempt !== task.attempt) return newerAttempt(task, rerun.attempt)
      const decided = await work(context, tx, task, rerun)
      const { step, scene } = task
      if (!decided.done) throw new NotDecided({ ...decided, task: { step, scene } })
      await refreshStatus(context, tx, task.videoId)
      return decided
    })
  } catch (error) {
    if (error instanceof NotDecided) return error.refusal
    throw error
  }
}
