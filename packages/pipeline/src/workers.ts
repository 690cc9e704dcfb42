/** The worker processes, as they said themselves. They write their rows by the heartbeat (`heartbeat.ts`). */
import { currentTasks, listWorkers, removeDeadWorkers, type CurrentTaskRow, type WorkerRow } from '@reelyard/db'
import type { Context } from './context.ts'
import { isoTime } from './run.ts'

/** As it stands in the table, with times in ISO 8601. */
export type WorkerView = WorkerRow

/** All that run, and those that ended without a word less than a day ago: these are not `alive`. By name. */
export async function workers({ db }: Pick<Context, 'db'>): Promise<WorkerView[]> {
  return (await listWorkers(db)).map((row) => ({
    ...row,
    startedAt: isoTime(row.startedAt),
    lastHeartbeatAt: isoTime(row.lastHeartbeatAt),
    lastClaimAt: isoTime(row.lastClaimAt),
  }))
}

/** Removes the rows of those that were killed, a day after they were last heard of; returns how many. */
export function forgetDeadWorkers({ db }: Pick<Context, 'db'>): Promise<number> {
  return removeDeadWorkers(db)
}

type CurrentTask = Omit<CurrentTaskRow, 'worker'>

/** A worker process, and what it holds. */
export interface WorkerAtWork extends WorkerView {
  tasks: CurrentTask[]
}

/**
 * As `workers`, each with the tasks that it holds; with `channels`, only theirs. Of two processes of one name the one that
 * was heard of last has them.
 */
export async function workersAtWork(
  context: Pick<Context, 'db'>,
  channels: readonly string[] | null,
): Promise<WorkerAtWork[]> {
  const [processes, tasks] = await Promise.all([workers(context), currentTasks(context.db, channels)])
  return processes.map((process) => {
    const namesakes = processes.filter(({ name }) => name === process.name)
    const isNewest = namesakes.every(({ lastHeartbeatAt }) => lastHeartbeatAt <= process.lastHeartbeatAt)
    return { ...process, tasks: isNewest ? tasksOf(tasks, process.name) : [] }
  })
}

function tasksOf(tasks: readonly CurrentTaskRow[], name: string): CurrentTask[] {
  return tasks
    .filter(({ worker }) => worker === name)
    .map(({ worker: _worker, ...task }) => ({ ...task, since: isoTime(task.since) }))
}
