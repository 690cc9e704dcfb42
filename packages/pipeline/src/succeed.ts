/** The good end of an attempt: its outputs are stored, and what it makes ready is planned. */
import { randomUUID } from 'node:crypto'
import { FIRST_STEP } from '@reelyard/core'
import {
  artifactsOfAttempt,
  attemptResult,
  endAttempt,
  insertArtifacts,
  planScope,
  stateCounts,
  succeedTask,
  type NewArtifact,
} from '@reelyard/db'
import { allOf } from './all-of.ts'
import { ClaimLostError, type ClaimedTask, type Context } from './context.ts'
import { assertMoved, fenced, heldBy, settleJob, storeStatus, type Settled } from './fenced.ts'
import { planNext } from './plan-next.ts'
import { scenesIn, takeScenes } from './scenes.ts'

export interface Success {
  outcome: 'succeeded' | 'reused'
  artifacts: readonly Omit<NewArtifact, 'id'>[]
  result: Record<string, unknown> | null
  log: readonly string[]
  cost: number | null
  /** What its script used. */
  usage?: unknown
}

const TAKEN_OVER = 'took over the result of an earlier success'

/** Rejects with InvalidResultError, and changes nothing, if the plan cannot go on with the result. */
export async function succeed(context: Context, task: ClaimedTask, success: Success): Promise<Settled> {
  const scenes = task.step === FIRST_STEP ? scenesIn(success.result) : null
  const event = task.channel.settings.gates[task.step] ? 'review' : 'succeed'
  return fenced(event, context, task, success, async (tx) => {
    // Sent in one go: the first statement locks the video and is the guard; if it moves nothing, all of it rolls back.
    const [moved, scope, counts] = await allOf([
      succeedTask(tx, heldBy(task), event, success.outcome === 'reused' ? TAKEN_OVER : null),
      scenes
        ? takeScenes(tx, task.video.id, scenes, event).then(() => planScope(tx, task.video.id, null))
        : planScope(tx, task.video.id, task.scene),
      stateCounts(tx, task.video.id, task.scene),
      endAttempt(tx, { ...task, ...success }),
      insertArtifacts(tx, { ...task, videoId: task.video.id }, withIds(success.artifacts)),
      settleJob(context, tx, task),
    ])
    assertMoved(moved, task)
    if (!scope) throw new ClaimLostError(task.taskId, task.attempt)
    if (event === 'review') return storeStatus(tx, task.video.id, counts, scope.status)
    const { step, scene, worker, video } = task
    await planNext(context, tx, { step, scene, videoId: video.id, by: worker }, scope, counts)
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

function withIds(artifacts: Success['artifacts']): NewArtifact[] {
  return artifacts.map((artifact) => ({ ...artifact, id: randomUUID() }))
}
