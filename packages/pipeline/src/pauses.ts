/** Pauses: what is held back for now. What runs already goes on. */
import { randomUUID } from 'node:crypto'
import { STEP_NAMES, type StepName } from '@reelyard/core'
import {
  deletePause,
  insertPause,
  listPauses,
  lockChannel,
  notifyReady,
  pauseById,
  storableText,
  unparkTasks,
  type PauseRow,
  type Transaction,
  type UnparkedTask,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { isId } from './id.ts'
import { isoTime } from './run.ts'
import { transact } from './transact.ts'

/** As it stands in the table, with its time in ISO 8601. */
export type PauseView = PauseRow

export interface PauseRequest {
  /** Null: every step. */
  step: StepName | null
  /** Null: every channel. */
  channel: string | null
  reason: string | null
}

/** Parked tasks that get their jobs back in one statement. */
const AT_ONCE = 1_000

/**
 * From its answer on nothing that it names is claimed any more, but by claims that are under way. Safe to repeat: the pause
 * that there is stays as it is. `unknown_channel` where there is no such channel.
 */
export async function pause({ db }: Context, request: PauseRequest, by: string, id: string = randomUUID()) {
  const { step, channel } = request
  const reason = request.reason === null ? null : storableText(request.reason)
  return transact(db, 'pause', async (tx) => {
    if (channel !== null && !(await lockChannel(tx, channel))) return 'unknown_channel'
    return view(await insertPause(tx, { id, step, channel, reason, by: storableText(by) }))
  })
}

/**
 * Ends a pause. In one transaction every task that it has parked gets a job again; workers are woken. What another pause
 * holds back as well is taken out again when it is claimed. Null where there is no such pause.
 */
export async function resume({ db, queue }: Context, id: string): Promise<PauseView | null> {
  if (!isId(id)) return null
  return transact(db, 'resume', async (tx) => {
    const ended = await deletePause(tx, id)
    if (!ended) return null
    if (ended.channel !== null) await unpark({ queue }, tx, ended.channel, ended.step)
    await notifyReady(tx, ended.step === null ? STEP_NAMES : [ended.step])
    return view(ended)
  })
}

async function unpark(
  { queue }: Pick<Context, 'queue'>,
  tx: Transaction,
  channel: string,
  step: StepName | null,
): Promise<void> {
  for (let count = AT_ONCE; count === AT_ONCE;) {
    const tasks = await unparkTasks(tx, channel, step, AT_ONCE)
    for (const one of new Set(tasks.map((task) => task.step))) await queue.send(tx, one, jobsOf(tasks, one))
    count = tasks.length
  }
}

function jobsOf(tasks: readonly UnparkedTask[], step: StepName) {
  return tasks
    .filter((task) => task.step === step)
    .map(({ id, jobId, priority }) => ({ id: jobId, taskId: id, priority }))
}

/** Oldest first; with `channels`, those of these channels and those of all. */
export async function pauses({ db }: Context, channels: readonly string[] | null): Promise<PauseView[]> {
  return (await listPauses(db, channels)).map(view)
}

/** Null where there is no such pause. */
export async function getPause({ db }: Context, id: string): Promise<PauseView | null> {
  const row = isId(id) ? await pauseById(db, id) : null
  return row && view(row)
}

function view(row: PauseRow): PauseView {
  return { ...row, pausedAt: isoTime(row.pausedAt) }
}
