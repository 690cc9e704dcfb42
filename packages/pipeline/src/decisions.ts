/** What people decide about a task: look at its result, have it made again, try it once more. */
import { patchParameters } from '@reelyard/core'
import { lockTask, planScope, stateCounts, storableText, type StandingTask, type Transaction } from '@reelyard/db'
import { InvalidResultError, type Context } from './context.ts'
import { refreshStatus } from './fenced.ts'
import { isId } from './id.ts'
import { scopeOf } from './plan-next.ts'
import { freshInputs } from './plan-tasks.ts'
import type { Precondition } from './precondition.ts'
import { DONE, newerAttempt, NotDecided, unknown, wrongState, type Decided, type Refusal } from './refusal.ts'
import { reopen } from './reopen.ts'
import { refusalOfPolicy, type Reviewer } from './review-policy.ts'
import { acceptResult, giveUpTask, refuseResult, type Spoken } from './review-verdicts.ts'
import { assertTaskMatches } from './tag.ts'
import { transact } from './transact.ts'

export type { Decided, Refusal } from './refusal.ts'

/** Who decides, and why: kept in the task's history. */
export interface Decider {
  by: string
  note?: string | undefined
  /** The attempt that was looked at: the decision is refused where there is a newer one. */
  attempt?: number | undefined
  /** Held against the policy of the gate. Absent: who decides may do everything. */
  reviewer?: Reviewer
  /** What the task must still be: throws PreconditionFailedError. */
  precondition?: Precondition
}

/** A rejection may say at once what comes of it: made again with other inputs or none, or given up. */
export interface Rejection extends Decider {
  /** A JSON merge patch of what the task is told; `{}` changes nothing. */
  parameters?: unknown
  abandon?: boolean | undefined
}

/** A decision that has a task run again may change what it is told: a JSON merge patch of its parameters. */
export interface Rerun extends Decider {
  parameters?: unknown
  /** Seconds from now until it may run. */
  delaySeconds?: number
}

/** The result is good: what depends on it goes on. */
export function approve(context: Context, taskId: string, decider: Decider): Promise<Decided> {
  return decide(context, 'approve', taskId, decider, (tx, task, spoken) => acceptResult(context, tx, task, spoken))
}

/** The result is not what is wanted: nobody takes it over, and the task waits for new inputs or the end, or gets it at once. */
export function reject(context: Context, taskId: string, rejection: Rejection): Promise<Decided> {
  const { parameters, abandon: abandoned } = rejection
  return decide(context, 'reject', taskId, rejection, async (tx, task, spoken) => {
    const rejected = await refuseResult(context, tx, task, spoken)
    if (!rejected.done) return rejected
    if (abandoned) return giveUpTask(context, tx, task, spoken)
    return parameters === undefined ? rejected : rerunTask(context, tx, 'revise', task, rejection)
  })
}

/** What was rejected will not be made again: a dead letter. */
export function abandon(context: Context, taskId: string, decider: Decider): Promise<Decided> {
  return decide(context, 'abandon', taskId, decider, (tx, task, spoken) => giveUpTask(context, tx, task, spoken))
}

/** What was rejected is made again, with other inputs or none. */
export function revise(context: Context, taskId: string, rerun: Rerun): Promise<Decided> {
  return runAgain(context, 'revise', taskId, rerun)
}

/** What ended well is made again, and after it what depends on it, where it then reads something else. */
export function redo(context: Context, taskId: string, rerun: Rerun): Promise<Decided> {
  return runAgain(context, 'redo', taskId, rerun)
}

/** What failed for good is tried again, as often as at first. What had been done is not done again. */
export function redrive(context: Context, taskId: string, rerun: Rerun): Promise<Decided> {
  return runAgain(context, 'redrive', taskId, rerun)
}

type RerunEvent = 'revise' | 'redo' | 'redrive'

const RERUN_WORD = { revise: 'revised', redo: 'made again', redrive: 'redriven' } as const

function runAgain(context: Context, event: RerunEvent, taskId: string, rerun: Rerun): Promise<Decided> {
  return decide(context, event, taskId, rerun, (tx, task) => rerunTask(context, tx, event, task, rerun))
}

/** In the caller's transaction; the task is locked, and the video's status is the caller's to refresh. */
export async function rerunTask(
  context: Context,
  tx: Transaction,
  event: RerunEvent,
  task: StandingTask,
  { parameters: patch, delaySeconds = 0, ...decider }: Rerun,
): Promise<Decided> {
  const { by, note } = spokenOf(decider)
  if ((await stateCounts(tx, task.videoId, null)).some(({ cancelled }) => cancelled)) {
    return { done: false, code: 'video_cancelled', message: 'Its video has been cancelled.' }
  }
  const told = task.nextParameters ?? task.parameters
  const patched = patch === undefined ? { parameters: told } : patchParameters(told, patch)
  if (patched.faults) {
    const message = 'The change of its parameters is not valid.'
    return { done: false, code: 'invalid_change', message, faults: patched.faults }
  }
  const scope = await planScope(tx, task.videoId, task.scene)
  if (!scope) return unknown(task.id)
  const planned = { parameters: patched.parameters, inputs: task.inputs }
  const fresh = freshInputs(scopeOf(task.videoId, scope), task, planned, event !== 'redrive')
  const reopened = await reopen(context, tx, task, { event, by, reason: note, fresh, delaySeconds })
  return reopened ? DONE : wrongState(task, RERUN_WORD[event])
}

async function decide(
  context: Context,
  name: string,
  taskId: string,
  decider: Decider,
  work: (tx: Transaction, task: StandingTask, spoken: Spoken) => Promise<Decided>,
): Promise<Decided> {
  if (!isId(taskId)) return unknown(taskId)
  let standing: StandingTask | null = null
  try {
    return await transact(context.db, name, async (tx) => {
      standing = await lockTask(tx, taskId)
      if (!standing) return unknown(taskId)
      const decided = (await refusalOf(tx, standing, decider)) ?? (await work(tx, standing, spokenOf(decider)))
      if (!decided.done) throw new NotDecided(about(standing, decided))
      await refreshStatus(context, tx, standing.videoId)
      return decided
    })
  } catch (error) {
    if (error instanceof NotDecided) return error.refusal
    if (!(error instanceof InvalidResultError) || !standing) throw error
    return about(standing, { done: false, code: 'wrong_state', message: error.message })
  }
}

async function refusalOf(tx: Transaction, task: StandingTask, decider: Decider): Promise<Refusal | null> {
  const { attempt, reviewer, precondition = null } = decider
  const refused = reviewer ? await refusalOfPolicy(tx, task, reviewer) : null
  if (refused) return refused
  await assertTaskMatches(tx, task.id, precondition)
  return attempt === undefined || attempt === task.attempt ? null : newerAttempt(task, attempt)
}

/** Nothing is told of a task that somebody may not know of. */
function about({ step, scene }: StandingTask, refusal: Refusal): Refusal {
  return refusal.code === 'unknown_task' ? refusal : { ...refusal, task: { step, scene } }
}

function spokenOf({ by, note }: Decider): Spoken {
  return { by: storableText(by), note: note === undefined ? null : storableText(note) }
}
