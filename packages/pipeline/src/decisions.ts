/** What people decide about a task: look at its result, have it made again, try it once more. */
import { FIRST_STEP, patchParameters, type Fault } from '@reelyard/core'
import {
  abandonTask,
  approveTask,
  attemptResult,
  lockTask,
  planScope,
  rejectAttempt,
  rejectTask,
  stateCounts,
  storableText,
  type StandingTask,
  type Transaction,
} from '@reelyard/db'
import { bury } from './bury.ts'
import type { Context } from './context.ts'
import { refreshStatus } from './fenced.ts'
import { isId } from './id.ts'
import { readAndPlanNext, scopeOf } from './plan-next.ts'
import { freshInputs } from './plan-tasks.ts'
import { reopen } from './reopen.ts'
import { scenesIn, takeScenes } from './scenes.ts'
import { transact } from './transact.ts'

/** Who decides, and why: kept in the task's history. */
export interface Decider {
  by: string
  note?: string | undefined
  /** The attempt that was looked at: the decision is refused where there is a newer one. */
  attempt?: number | undefined
}

/** A decision that has a task run again may change what it is told: a JSON merge patch of its parameters. */
export interface Rerun extends Decider {
  parameters?: unknown
  /** Seconds from now until it may run. */
  delaySeconds?: number
}

/**
 * Why a decision changed nothing: `unknown_task`; `wrong_state`, as for one of two who decide at the same time;
 * `newer_attempt`: what was looked at is not what there is now; `video_cancelled`; `invalid_change`, with a fault for each thing that is wrong with it.
 */
export interface Refusal {
  done: false
  code: 'unknown_task' | 'wrong_state' | 'newer_attempt' | 'video_cancelled' | 'invalid_change'
  message: string
  faults?: Fault[]
}

export type Decided = { done: true } | Refusal

/** The result is good: what depends on it goes on. */
export function approve(context: Context, taskId: string, decider: Decider): Promise<Decided> {
  return decide(context, 'approve', taskId, decider, async (tx, task, { by, note }) => {
    const [moved] = await approveTask(tx, { taskId, by, note })
    if (!moved) return wrongState(task, 'approved')
    if (task.step === FIRST_STEP) {
      await takeScenes(
        tx,
        task.videoId,
        scenesIn(await attemptResult(tx, { taskId, attempt: task.attempt })),
        'approve',
      )
    }
    await readAndPlanNext(context, tx, { ...task, by })
    return DONE
  })
}

/** The result is not what is wanted: nobody takes it over, and the task waits for new inputs or the end. */
export function reject(context: Context, taskId: string, decider: Decider): Promise<Decided> {
  return decide(context, 'reject', taskId, decider, async (tx, task, { by, note }) => {
    const [moved] = await rejectTask(tx, { taskId, by, note })
    if (!moved) return wrongState(task, 'rejected')
    await rejectAttempt(tx, { taskId, attempt: task.attempt })
    return DONE
  })
}

/** What was rejected will not be made again: a dead letter. */
export function abandon(context: Context, taskId: string, decider: Decider): Promise<Decided> {
  return decide(context, 'abandon', taskId, decider, async (tx, task, { by, note }) => {
    const error = { code: 'abandoned', message: note ?? `Rejected, and given up by ${by}.` }
    const [moved] = await abandonTask(tx, { taskId, by, note }, error)
    if (!moved) return wrongState(task, 'abandoned')
    const { step, jobId } = task
    await bury(context, tx, { step, taskId, jobId, worker: null, payload: { taskId } }, error)
    return DONE
  })
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

const DONE = { done: true } as const

/** Storable, and never undefined. */
interface Spoken {
  by: string
  note: string | null
}

async function decide(
  { db }: Context,
  name: string,
  taskId: string,
  decider: Decider,
  work: (tx: Transaction, task: StandingTask, spoken: Spoken) => Promise<Decided>,
): Promise<Decided> {
  if (!isId(taskId)) return unknown(taskId)
  return transact(db, name, async (tx) => {
    const task = await lockTask(tx, taskId)
    if (!task) return unknown(taskId)
    if (decider.attempt !== undefined && decider.attempt !== task.attempt) return newerAttempt(task, decider.attempt)
    const decided = await work(tx, task, spokenOf(decider))
    if (decided.done) await refreshStatus(tx, task.videoId)
    return decided
  })
}

function spokenOf({ by, note }: Decider): Spoken {
  return { by: storableText(by), note: note === undefined ? null : storableText(note) }
}

function newerAttempt({ attempt }: StandingTask, seen: number): Refusal {
  return {
    done: false,
    code: 'newer_attempt',
    message: `The decision is on attempt ${seen}, but there is attempt ${attempt}.`,
  }
}

function unknown(taskId: string): Refusal {
  return { done: false, code: 'unknown_task', message: `There is no task ${taskId}.` }
}

function wrongState({ state, step }: StandingTask, what: string): Refusal {
  return { done: false, code: 'wrong_state', message: `A task (${step}) that is ${state} cannot be ${what}.` }
}
