/** What becomes of a result that was looked at: in the caller's transaction, with the task locked. */
import { FIRST_STEP } from '@reelyard/core'
import {
  abandonTask,
  approveTask,
  attemptResult,
  rejectAttempt,
  rejectTask,
  type StandingTask,
  type Transaction,
} from '@reelyard/db'
import { bury } from './bury.ts'
import type { Context } from './context.ts'
import { readAndPlanNext } from './plan-next.ts'
import { DONE, wrongState, type Decided } from './refusal.ts'
import { publishTasks } from './results.ts'
import { scenesIn, takeScenes } from './scenes.ts'

/** Who said it, and why: storable, and never undefined. */
export interface Spoken {
  by: string
  note: string | null
}

/** What depends on it goes on. Throws InvalidResultError where the plan cannot. */
export async function acceptResult(
  context: Context,
  tx: Transaction,
  task: StandingTask,
  { by, note }: Spoken,
): Promise<Decided> {
  const [moved] = await approveTask(tx, { taskId: task.id, by, note })
  if (!moved) return wrongState(task, 'approved')
  await publishTasks(context, tx, 'task.approved', [task.id])
  if (task.step === FIRST_STEP) {
    const scenes = scenesIn(await attemptResult(tx, { taskId: task.id, attempt: task.attempt }))
    await takeScenes(tx, task.videoId, scenes, 'approve')
  }
  await readAndPlanNext(context, tx, { ...task, by })
  return DONE
}

/** Nobody takes it over, and the task waits for new inputs or the end. */
export async function refuseResult(
  context: Context,
  tx: Transaction,
  task: StandingTask,
  { by, note }: Spoken,
): Promise<Decided> {
  const [moved] = await rejectTask(tx, { taskId: task.id, by, note })
  if (!moved) return wrongState(task, 'rejected')
  await publishTasks(context, tx, 'task.rejected', [task.id])
  await rejectAttempt(tx, { taskId: task.id, attempt: task.attempt })
  return DONE
}

/** What was rejected will not be made again: a dead letter. */
export async function giveUpTask(
  context: Context,
  tx: Transaction,
  task: StandingTask,
  { by, note }: Spoken,
): Promise<Decided> {
  const { id: taskId, step, jobId } = task
  const error = { code: 'abandoned', message: note ?? `Rejected, and given up by ${by}.` }
  const [moved] = await abandonTask(tx, { taskId, by, note }, error)
  if (!moved) return wrongState(task, 'abandoned')
  await bury(context, tx, { step, taskId, jobId, worker: null, payload: { taskId } }, error)
  return DONE
}
