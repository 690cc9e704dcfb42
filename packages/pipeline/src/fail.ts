/** The bad end of an attempt. */
import { randomUUID } from 'node:crypto'
import { retryDelaySeconds, retryPolicyOf } from '@reelyard/core'
import { endAttempt, failTask, retryTask, storableText, type Transaction } from '@reelyard/db'
import { allOf } from './all-of.ts'
import type { ClaimedTask, Context } from './context.ts'
import { assertMoved, fenced, heldBy, refreshStatus, settleJob, type Settled } from './fenced.ts'

/** Why an attempt failed, and what is known of it. */
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
  /** How many lines there were in all. */
  logLines?: number | undefined
  cost: number | null
  /** What its script used. */
  usage?: unknown
}

/** UTF-16 units of a message that are kept. */
const MESSAGE_MOST = 4_000

/** Temporary failures are tried again while attempts are left; all others leave a dead letter. */
export function fail(context: Context, task: ClaimedTask, raw: Failure): Promise<Settled> {
  const failure = { ...raw, code: codeOf(raw), message: storableText(raw.message).slice(0, MESSAGE_MOST) }
  const final = failure.outcome === 'permanent' || task.failures + 1 >= task.maxAttempts
  const [name, work] = final ? (['fail', failForGood] as const) : (['retry', retryLater] as const)
  return fenced(name, context, task, failure, (tx) => work(context, tx, task, failure))
}

/** `cancelled` is what people do to a video: a script that says so of itself must not cancel it. */
function codeOf({ code }: Failure): string {
  return code === 'cancelled' ? 'script_cancelled' : storableText(code)
}

type Work = (context: Context, tx: Transaction, task: ClaimedTask, failure: Failure) => Promise<void>

const failForGood: Work = async (context, tx, task, failure) => {
  const { code, message } = failure
  assertMoved(await failTask(tx, heldBy(task), { code, message }), task)
  await allOf([endAttempt(tx, attemptEnd(task, failure)), settleJob(context, tx, task, { code, message })])
  await refreshStatus(context, tx, task.video.id)
}

const retryLater: Work = async (context, tx, task, failure) => {
  const retry = retryPolicyOf(task.channel.settings, task.step)
  const { code, message, retryAfterSeconds } = failure
  // Whole seconds: the job's delay is, and the task must not look ready before its job is.
  const delaySeconds = Math.ceil(retryDelaySeconds(retry, task.failures + 1, retryAfterSeconds))
  const jobId = randomUUID()
  const moved = await retryTask(tx, heldBy(task), { code, message }, { jobId, delaySeconds })
  const { priority } = assertMoved(moved, task)
  await allOf([
    endAttempt(tx, attemptEnd(task, failure)),
    settleJob(context, tx, task),
    context.queue.send(tx, task.step, [{ id: jobId, taskId: task.taskId, priority, delaySeconds }]),
  ])
  await refreshStatus(context, tx, task.video.id)
}

function attemptEnd(task: ClaimedTask, failure: Failure) {
  const { code, message, exitCode, signal } = failure
  return { ...task, ...failure, error: { code, message, exitCode, signal } }
}
