/** The bad end of an attempt. */
import { randomUUID } from 'node:crypto'
import { retryDelaySeconds } from '@reelyard/core'
import { endAttempt, held, moveTasks, sql } from '@reelyard/db'
import type { ClaimedTask, Context } from './context.ts'
import { assertMoved, fenced, refreshStatus, settleJob, type Settled } from './fenced.ts'

export interface Failure {
  outcome: 'temporary' | 'permanent'
  /** Stable, snake_case. */
  code: string
  message: string
  exitCode: number | null
  signal: string | null
  /** Wins over the retry schedule. */
  retryAfterSeconds: number | null
  log: readonly string[]
  cost: number | null
}

/** Temporary failures are tried again while attempts are left; all others leave a dead letter. */
export function fail(context: Context, task: ClaimedTask, failure: Failure): Promise<Settled> {
  const final = failure.outcome === 'permanent' || task.failures + 1 >= task.maxAttempts
  return fenced(context, task, failure, (tx) => (final ? failForGood : retryLater)(context, tx, task, failure))
}

type Work = (context: Context, tx: Parameters<typeof moveTasks>[0], task: ClaimedTask, failure: Failure) => Promise<void>

const failForGood: Work = async (context, tx, task, failure) => {
  const { code, message } = failure
  const moved = await moveTasks(tx, { ...moveOf(task, failure), event: 'fail' })
  assertMoved(moved, task)
  await Promise.all([
    endAttempt(tx, attemptEnd(task, failure)),
    settleJob(context, tx, task, { code, message }),
    refreshStatus(tx, task.video.id),
  ])
}

const retryLater: Work = async (context, tx, task, failure) => {
  const { retry } = task.channel.settings
  const delaySeconds = retryDelaySeconds(retry, task.failures + 1, failure.retryAfterSeconds)
  const jobId = randomUUID()
  const move = moveOf(task, failure)
  const moved = await moveTasks(tx, {
    ...move,
    event: 'fail_retriable',
    set: [
      ...move.set,
      sql`job_id = ${jobId}::uuid`,
      sql`run_after = now() + make_interval(secs => ${delaySeconds}::float8)`,
    ],
  })
  const { priority } = assertMoved(moved, task)
  await Promise.all([
    endAttempt(tx, attemptEnd(task, failure)),
    settleJob(context, tx, task),
    context.queue.send(tx, task.step, [{ id: jobId, taskId: task.taskId, priority, delaySeconds }]),
    refreshStatus(tx, task.video.id),
  ])
}

function moveOf(task: ClaimedTask, { code, message }: Failure) {
  return {
    where: held(task),
    lockVideo: task.video.id,
    countsAsFailure: true,
    set: [
      sql`finished_at = now()`,
      sql`lease_until = null`,
      sql`error = ${JSON.stringify({ code, message: message.toWellFormed().replaceAll('\u0000', '') })}::jsonb`,
    ],
    by: task.worker,
    reason: code,
  }
}

function attemptEnd(task: ClaimedTask, failure: Failure) {
  const { code, message, exitCode, signal } = failure
  return { ...task, ...failure, error: { code, message, exitCode, signal } }
}
