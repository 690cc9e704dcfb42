/**
 * Making again: a task that ended well once more may have brought other files than before, and what was made of the old ones
 * is stale. Each task that reads it gets its new inputs, and waits again where they differ from those that it worked on:
 *
 *     waits            the new inputs, in place
 *     runs             taken from its worker, which finds out at its next write: release or interrupt
 *     ended well       redo
 *     awaits review    reject and revise: what waits to be looked at is stale
 *     rejected         revise
 *     failed           redrive: other inputs may help. Not if it was cancelled
 *
 * Whoever reads what is now being made again is looked at when that ends. The video is locked by the caller.
 */
import { dependsOn, FIRST_STEP, STEPS, type TaskKey, type TaskState } from '@reelyard/core'
import {
  endAttempts,
  lockTasks,
  refreshWaitingTask,
  rejectTask,
  type StandingTask,
  type Transaction,
} from '@reelyard/db'
import type { Context } from './context.ts'
import type { EndedTask } from './plan-next.ts'
import { freshInputs, type PlannedTask, type PlanScope } from './plan-tasks.ts'
import { reopen, type ReopenEvent } from './reopen.ts'

const EVENT: Partial<Record<TaskState, ReopenEvent>> = {
  claimed: 'release',
  processing: 'interrupt',
  completed: 'redo',
  approved: 'redo',
  awaiting_review: 'revise',
  rejected: 'revise',
  failed: 'redrive',
}

/** `planned` are tasks that there are already, in the order of the plan, as they would be planned now. */
export async function refresh(
  context: Context,
  tx: Transaction,
  scope: PlanScope,
  ended: EndedTask,
  planned: readonly PlannedTask[],
): Promise<void> {
  const standing = await lockTasks(tx, scope.videoId, planned)
  const reopened: StandingTask[] = []
  for (const plan of planned) {
    const task = standing.find(({ step, scene }) => step === plan.step && scene === plan.scene)
    if (!task || task.cancelled || reopened.some((other) => comesAfter(task, other))) continue
    const parameters = setsParameters(ended) ? plan.parameters : task.parameters
    const fresh = freshInputs(scope, task, { parameters, inputs: plan.inputs })
    if (fresh.inputDigest === task.inputDigest) continue
    reopened.push(task)
    await remake(context, tx, task, ended, fresh)
  }
}

async function remake(
  context: Context,
  tx: Transaction,
  task: StandingTask,
  ended: EndedTask,
  fresh: ReturnType<typeof freshInputs>,
): Promise<void> {
  const { by } = ended
  const reason = `made anew: ${nameOf(ended)} has changed`
  const event = EVENT[task.state]
  if (!event) return void (await refreshWaitingTask(tx, task.id, fresh))
  if (task.state === 'awaiting_review') await rejectTask(tx, { taskId: task.id, by, note: reason })
  if (event === 'release' || event === 'interrupt') await takeFromWorker(context, tx, task, event)
  await reopen(context, tx, task, { event, by, reason, fresh })
}

/** Its attempt is over, and so is its job. */
async function takeFromWorker(
  { queue }: Context,
  tx: Transaction,
  task: StandingTask,
  event: 'release' | 'interrupt',
): Promise<void> {
  await endAttempts(tx, [task], event === 'release' ? 'released' : 'interrupted')
  await queue.complete(tx, task.step, { id: task.jobId, retryCount: task.jobRetryCount })
}

/** Only the storyboard decides what other steps are told; what a person changed of it stays through all else. */
function setsParameters({ step }: TaskKey): boolean {
  return step === FIRST_STEP
}

/** Whether `later` reads, directly or by way of others, what `earlier` makes. */
function comesAfter(later: TaskKey, earlier: TaskKey): boolean {
  const sameScene = !STEPS[later.step].perScene || !STEPS[earlier.step].perScene || later.scene === earlier.scene
  return sameScene && dependsOn(later.step, earlier.step)
}

function nameOf({ step, scene }: TaskKey): string {
  return scene === null ? step : `${step} of scene ${scene}`
}
