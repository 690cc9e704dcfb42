/** The worker processes, as they said themselves. They write their rows by the heartbeat (`heartbeat.ts`). */
import { listWorkers, removeDeadWorkers, type WorkerRow } from '@reelyard/db'
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
