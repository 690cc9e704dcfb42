/** The good end of an attempt: its outputs are stored, and what it makes ready is planned. */
import { randomUUID } from 'node:crypto'
import { FIRST_STEP, gateSeconds } from '@reelyard/core'
import {
  artifactsOfAttempt,
  attemptResult,
  endAttempt,
  holdArtifactsOfAttempt,
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
import { publishTasks } from './results.ts'
import { scenesIn, takeScenes } from './scenes.ts'

export interface Success {
  outcome: 'succeeded' | 'reused'
  artifacts: readonly Omit<NewArtifact, 'id'>[]
  result: Record<string, unknown> | null
  log: readonly string[]
  /** How many lines there were in all. */
  logLines?: number | undefined
  cost: number | null
  /** What its script used. */
  usage?: unknown
}

/** Thrown where the video whose result was to be taken over has been deleted meanwhile. */
class TakenAwayError extends Error {}

const TAKEN_OVER = 'took over the result of an earlier success'

/** Rejects with InvalidResultError, and changes nothing, if the plan cannot go on with the result. */
export async function succeed(context: Context, task: ClaimedTask, success: Success): Promise<Settled> {
  const scenes = task.step === FIRST_STEP ? scenesIn(success.result) : null
  const gate = task.channel.settings.gates[task.step]
  const event = gate ? 'review' : 'succeed'
  return fenced(event, context, task, success, async (tx) => {
    // Sent in one go: the first statement locks the video and is the guard; if it moves nothing, all of it rolls back.
    const [moved, scope, counts, taken] = await allOf([
      succeedTask(tx, heldBy(task), event, success.outcome === 'reused' ? TAKEN_OVER : null, gateSeconds(gate)),
      scenes
        ? takeScenes(tx, task.video.id, scenes, event).then(() => planScope(tx, task.video.id, null))
        : planScope(tx, task.video.id, task.scene),
      stateCounts(tx, task.video.id, task.scene),
      success.outcome === 'reused' && task.reusable ? holdArtifactsOfAttempt(tx, task.reusable) : null,
      endAttempt(tx, { ...task, ...success }),
      insertArtifacts(tx, { ...task, videoId: task.video.id }, withIds(success.artifacts)),
      settleJob(context, tx, task),
      publishTasks(context, tx, event === 'review' ? 'task.awaiting_review' : 'task.completed', [task.taskId]),
    ])
    assertMoved(moved, task)
    if (taken !== null && taken < success.artifacts.length) throw new TakenAwayError('The earlier result was deleted.')
    if (!scope) throw new ClaimLostError(task.taskId, task.attempt)
    if (event === 'review') return storeStatus(context, tx, task.video.id, counts, scope.status)
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
  try {
    return await succeed(context, task, { outcome: 'reused', artifacts, result, log: [], cost: null })
  } catch (error) {
    if (error instanceof TakenAwayError) return 'gone'
    throw error
  }
}

function withIds(artifacts: Success['artifacts']): NewArtifact[] {
  return artifacts.map((artifact) => ({ ...artifact, id: randomUUID() }))
}
