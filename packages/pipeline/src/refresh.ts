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
import { dependsOn, FIRST_STEP, STEP_NAMES, STEPS, type TaskKey, type TaskState } from '@reelyard/core'
import {
  endAttempts,
  lockTasks,
  notifyTaken,
  refreshWaitingTask,
  rejectTask,
  tellNext,
  type StandingTask,
  type Transaction,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { parametersOf } from './parameters.ts'
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

/**
 * `planned` are tasks that there are already, as they would be planned now: those that read what `ended` makes. A storyboard
 * that was made again also tells those what to do that do not read it. So all that comes after is looked at: what cannot be
 * opened yet, since what it reads is being made again, is to be told when its turn comes. `reopened` are those that an earlier
 * call for the same end has opened; this one's are added.
 */
export async function refresh(
  context: Context,
  tx: Transaction,
  scope: PlanScope,
  ended: EndedTask,
  planned: readonly PlannedTask[],
  reopened: StandingTask[],
): Promise<void> {
  if (planned.length === 0) return
  const standing = await lockTasks(tx, scope.videoId, keysAfter(ended, scope.sceneCount))
  for (const task of standing.sort(byPlan)) {
    const fresh = freshFor(scope, ended, task, planned)
    if (task.cancelled || !fresh) continue
    const unchanged = fresh.inputDigest === task.inputDigest
    const waitsForOthers = reopened.some((other) => comesAfter(task, other)) || !mayOpen(task, planned)
    if (unchanged || waitsForOthers) {
      const next = unchanged ? null : fresh.parameters
      if (next !== task.nextParameters) await tellNext(tx, task.id, next)
    } else {
      reopened.push(task)
      await remake(context, tx, task, ended, fresh)
    }
  }
}

/** What leaves the system is opened only when nothing else is being made: then it is among those that are planned. */
function mayOpen({ step }: StandingTask, planned: readonly PlannedTask[]): boolean {
  return !STEPS[step].oncePerVideo || planned.some((plan) => plan.step === step)
}

/** Null where nothing can have changed for it: it does not read what `ended` makes, and is told nothing else. */
function freshFor(scope: PlanScope, ended: EndedTask, task: StandingTask, planned: readonly PlannedTask[]) {
  const plan = planned.find(({ step, scene }) => step === task.step && scene === task.scene)
  const tellsAll = setsParameters(ended)
  if (!plan && !tellsAll && task.nextParameters === null) return null
  const parameters = tellsAll ? parametersOf(task, scope) : (task.nextParameters ?? task.parameters)
  return freshInputs(scope, task, { parameters, inputs: plan?.inputs ?? task.inputs })
}

/** All that reads what `ended` makes, directly or by way of others. */
function keysAfter(ended: TaskKey, scenes: number): TaskKey[] {
  const steps = STEP_NAMES.filter((step) => dependsOn(step, ended.step))
  return steps
    .flatMap((step): TaskKey[] =>
      STEPS[step].perScene
        ? Array.from({ length: scenes }, (_, index) => ({ step, scene: index + 1 }))
        : [{ step, scene: null }],
    )
    .filter((key) => comesAfter(key, ended))
}

/** What is read before what reads it. */
function byPlan(one: TaskKey, other: TaskKey): number {
  return STEP_NAMES.indexOf(one.step) - STEP_NAMES.indexOf(other.step)
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
  await notifyTaken(tx, [{ taskId: task.id, attempt: task.attempt }])
}

/** Only the storyboard decides what other steps are told; what a person changed of it stays through all else. */
function setsParameters({ step }: TaskKey): boolean {
  return step === FIRST_STEP
}

/** Whether `later` reads, directly or by way of others, what `earlier` makes. */
export function comesAfter(later: TaskKey, earlier: TaskKey): boolean {
  const sameScene = !STEPS[later.step].perScene || !STEPS[earlier.step].perScene || later.scene === earlier.scene
  return sameScene && dependsOn(later.step, earlier.step)
}

function nameOf({ step, scene }: TaskKey): string {
  return scene === null ? step : `${step} of scene ${scene}`
}
