/**
 * Settle: the end of an attempt, in one transaction. Guard on state and attempt; outputs; move; that job attempt; what is
 * now ready, and its jobs; history; wake-up. If the guard finds that the claim was lost, everything rolls back, and what
 * came too late is kept only as evidence on its own attempt.
 */
import { randomUUID } from 'node:crypto'
import {
  channelSettingsSchema,
  FIRST_STEP,
  readyAfter,
  retryDelaySeconds,
  statusOf,
  type Scene,
  type VideoStatus,
} from '@reelyard/core'
import {
  artifactsOfAttempt,
  attemptResult,
  channelById,
  endAttempt,
  held,
  insertArtifacts,
  insertScenes,
  keepLateResult,
  moveTasks,
  notifyReady,
  scenesOfVideo,
  setVideoStatus,
  sql,
  stateCounts,
  videoById,
  type NewArtifact,
  type Transaction,
} from '@reelyard/db'
import type { AcceptedOrder } from './accepted-order.ts'
import { ClaimLostError, type ClaimedTask, type Context } from './context.ts'
import { planTasks } from './plan-tasks.ts'

/** `lost`: the claim was gone, nothing was changed. */
export type Settled = 'settled' | 'lost'

export interface Success {
  outcome: 'succeeded' | 'reused'
  artifacts: readonly Omit<NewArtifact, 'id'>[]
  result: Record<string, unknown> | null
  log: readonly string[]
  cost: number | null
}

export interface Failure {
  outcome: 'temporary' | 'permanent'
  code: string
  message: string
  exitCode: number | null
  signal: string | null
  retryAfterSeconds: number | null
  log: readonly string[]
  cost: number | null
}

export function succeed(context: Context, task: ClaimedTask, success: Success): Promise<Settled> {
  return fenced(context, task, success, async (tx) => {
    const [moved] = await moveTasks(tx, {
      event: 'succeed',
      where: held(task),
      lockVideo: task.video.id,
      set: [sql`finished_at = now()`, sql`lease_until = null`, sql`error = null`],
      by: task.worker,
      ...(success.outcome === 'reused' ? { reason: 'result of an earlier success taken over' } : {}),
    })
    if (!moved) throw new ClaimLostError(task.taskId, task.attempt)
    await Promise.all([
      endAttempt(tx, { ...task, ...success }),
      insertArtifacts(tx, { ...task, videoId: task.video.id }, success.artifacts.map((file) => ({ ...file, id: randomUUID() }))),
      settleJob(context, tx, task),
    ])
    if (task.step === FIRST_STEP) await insertScenes(tx, task.video.id, scenesIn(success.result))
    await planNext(context, tx, task)
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

/** Temporary failures are tried again while attempts are left; all others leave a dead letter. */
export function fail(context: Context, task: ClaimedTask, failure: Failure): Promise<Settled> {
  const spent = failure.outcome === 'permanent' || task.failures + 1 >= task.maxAttempts
  const { code, message, exitCode, signal } = failure
  const delaySeconds = retryDelaySeconds(task.channel.settings.retry, task.failures + 1, failure.retryAfterSeconds)
  const next = { id: randomUUID(), taskId: task.taskId, priority: 0, delaySeconds }
  return fenced(context, task, failure, async (tx) => {
    const [moved] = await moveTasks(tx, {
      event: spent ? 'fail' : 'fail_retriable',
      where: held(task),
      lockVideo: task.video.id,
      countsAsFailure: true,
      set: [
        sql`finished_at = now()`,
        sql`lease_until = null`,
        sql`error = ${JSON.stringify({ code, message })}::jsonb`,
        ...(spent
          ? []
          : [sql`job_id = ${next.id}::uuid`, sql`run_after = now() + make_interval(secs => ${delaySeconds}::float8)`]),
      ],
      by: task.worker,
      reason: code,
    })
    if (!moved) throw new ClaimLostError(task.taskId, task.attempt)
    await Promise.all([
      endAttempt(tx, { ...task, ...failure, error: { code, message, exitCode, signal } }),
      spent ? settleJob(context, tx, task, { code, message }) : settleJob(context, tx, task),
      spent ? undefined : context.queue.send(tx, task.step, [{ ...next, priority: moved.priority }]),
    ])
    await refreshStatus(tx, task.video.id)
  })
}

/** Gives a task back unfinished; burns no attempt. `release`: its script never ran. `interrupt`: it was ended by us. */
export function giveBack(
  context: Context,
  task: ClaimedTask,
  event: 'release' | 'interrupt',
  reason: string,
  log: readonly string[] = [],
): Promise<Settled> {
  const jobId = randomUUID()
  return fenced(context, task, { event, reason }, async (tx) => {
    const [moved] = await moveTasks(tx, {
      event,
      where: held(task),
      lockVideo: task.video.id,
      set: [sql`lease_until = null`, sql`worker = null`, sql`started_at = null`, sql`job_id = ${jobId}::uuid`],
      by: task.worker,
      reason,
    })
    if (!moved) throw new ClaimLostError(task.taskId, task.attempt)
    await Promise.all([
      endAttempt(tx, { ...task, outcome: event === 'release' ? 'released' : 'interrupted', log }),
      settleJob(context, tx, task),
      context.queue.send(tx, task.step, [{ id: jobId, taskId: task.taskId, priority: moved.priority }]),
      notifyReady(tx, [task.step]),
    ])
    await refreshStatus(tx, task.video.id)
  })
}

async function fenced(
  { db }: Context,
  task: ClaimedTask,
  late: unknown,
  work: (tx: Transaction) => Promise<void>,
): Promise<Settled> {
  try {
    await db.transaction(work)
    return 'settled'
  } catch (error) {
    if (!(error instanceof ClaimLostError)) throw error
    await keepLateResult(db, task, late)
    return 'lost'
  }
}

async function settleJob({ queue }: Context, tx: Transaction, task: ClaimedTask, deadLetter?: unknown): Promise<void> {
  const settled = deadLetter
    ? await queue.deadLetter(tx, task.step, task.job, deadLetter)
    : await queue.complete(tx, task.step, task.job)
  if (!settled) throw new ClaimLostError(task.taskId, task.attempt)
}

async function planNext({ queue }: Context, tx: Transaction, task: ClaimedTask): Promise<void> {
  const [video, counts] = await Promise.all([
    videoById(tx, task.video.id),
    stateCounts(tx, task.video.id, task.scene),
  ])
  if (!video) throw new ClaimLostError(task.taskId, task.attempt)
  const keys = readyAfter(task, counts, video.sceneCount)
  if (keys.length > 0) {
    const [channel, scenes] = await Promise.all([channelById(tx, video.channelId), scenesOfVideo(tx, video.id)])
    await planTasks(
      tx,
      queue,
      {
        videoId: video.id,
        order: video.order as unknown as AcceptedOrder,
        settings: channelSettingsSchema.parse(channel?.settings ?? {}),
        priority: video.priority,
        scenes: scenes.map((row) => row.document),
      },
      keys,
    )
  }
  await storeStatus(tx, video.id, video.status, statusOf(counts))
}

async function refreshStatus(tx: Transaction, videoId: string): Promise<void> {
  await storeStatus(tx, videoId, null, statusOf(await stateCounts(tx, videoId, null)))
}

async function storeStatus(tx: Transaction, videoId: string, was: VideoStatus | null, is: VideoStatus): Promise<void> {
  if (was !== is) await setVideoStatus(tx, videoId, is, ['completed', 'failed', 'cancelled'].includes(is))
}

function scenesIn(result: Record<string, unknown> | null): Scene[] {
  if (!Array.isArray(result?.scenes)) throw new TypeError('The storyboard step gave no scenes.')
  return result.scenes as Scene[]
}
