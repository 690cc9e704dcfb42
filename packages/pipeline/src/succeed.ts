/** The good end of an attempt: its outputs are stored, and what it makes ready is planned. */
import { randomUUID } from 'node:crypto'
import { FIRST_STEP, readyAfter, storyboardResultSchema, type Scene, type StateCount } from '@reelyard/core'
import {
  artifactsOfAttempt,
  attemptResult,
  endAttempt,
  insertArtifacts,
  insertScenes,
  planScope,
  stateCounts,
  succeedTask,
  type NewArtifact,
  type PlanScopeRow,
  type Transaction,
} from '@reelyard/db'
import type { AcceptedOrder } from './accepted-order.ts'
import { allOf } from './all-of.ts'
import { readSettings } from './channel-settings.ts'
import { ClaimLostError, InvalidResultError, type ClaimedTask, type Context } from './context.ts'
import { assertMoved, fenced, heldBy, settleJob, storeStatus, type Settled } from './fenced.ts'
import { planTasks } from './plan-tasks.ts'

export interface Success {
  outcome: 'succeeded' | 'reused'
  artifacts: readonly Omit<NewArtifact, 'id'>[]
  result: Record<string, unknown> | null
  log: readonly string[]
  cost: number | null
}

/** Rejects with InvalidResultError, and changes nothing, if the plan cannot go on with the result. */
export async function succeed(context: Context, task: ClaimedTask, success: Success): Promise<Settled> {
  const scenes = task.step === FIRST_STEP ? scenesIn(success.result) : null
  return fenced('succeed', context, task, success, async (tx) => {
    // Sent in one go: the first statement locks the video and is the guard; if it moves nothing, all of it rolls back.
    const [moved, scope, counts] = await allOf([
      succeedTask(tx, heldBy(task), success.outcome === 'reused' ? 'took over the result of an earlier success' : null),
      scenes
        ? insertScenes(tx, task.video.id, scenes).then(() => planScope(tx, task.video.id, null))
        : planScope(tx, task.video.id, task.scene),
      stateCounts(tx, task.video.id, task.scene),
      endAttempt(tx, { ...task, ...success }),
      insertArtifacts(tx, { ...task, videoId: task.video.id }, withIds(success.artifacts)),
      settleJob(context, tx, task),
    ])
    assertMoved(moved, task)
    if (!scope) throw new ClaimLostError(task.taskId, task.attempt)
    await planNext(context, tx, task, scope, counts)
  })
}

/**
 * Takes over the artifacts of an earlier success with the same digest, and runs nothing. `gone`: one of its files is not
 * in the store any more, so the task must run.
 */
export async function reuse(
  context: Context,
  task: ClaimedTask,
  exists: (sha256: string) => Promise<boolean>,
): Promise<Settled | 'gone'> {
  if (!task.reusable) return 'gone'
  const [artifacts, result] = await Promise.all([
    artifactsOfAttempt(context.db, task.reusable),
    attemptResult(context.db, task.reusable),
  ])
  for (const artifact of artifacts) if (!(await exists(artifact.sha256))) return 'gone'
  return succeed(context, task, { outcome: 'reused', artifacts, result, log: [], cost: null })
}

async function planNext(
  { queue }: Context,
  tx: Transaction,
  task: ClaimedTask,
  scope: PlanScopeRow,
  counts: readonly StateCount[],
): Promise<void> {
  const keys = readyAfter(task, counts, scope.sceneCount)
  const plan = {
    videoId: task.video.id,
    order: scope.order as unknown as AcceptedOrder,
    settings: readSettings(scope.settings).settings,
    priority: scope.priority,
    sceneCount: scope.sceneCount,
    scenes: new Map(scope.scenes.map(({ number, document }) => [number, document])),
  }
  await allOf([planTasks(tx, queue, plan, keys), storeStatus(tx, task.video.id, counts, scope.status)])
}

function withIds(artifacts: Success['artifacts']): NewArtifact[] {
  return artifacts.map((artifact) => ({ ...artifact, id: randomUUID() }))
}

function scenesIn(result: Record<string, unknown> | null): Scene[] {
  const parsed = storyboardResultSchema.safeParse(result)
  if (parsed.success) return parsed.data.scenes
  const [issue] = parsed.error.issues
  throw new InvalidResultError(`The storyboard step gave no valid scenes: ${issue?.path.join('.')}: ${issue?.message}.`)
}
