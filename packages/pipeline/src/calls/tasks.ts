/** Tasks. */
import { attemptLogs, saveLiveLogs, type HeldTask, type LiveLog } from '@reelyard/db'
import type { Context } from '../context.ts'
import { redo, redrive, revise, type Rerun } from '../decisions.ts'
import type { Precondition } from '../precondition.ts'
import { getTask } from '../read-task.ts'
import { redoTask, retryTaskNow } from '../rerun.ts'

export function tasksCalls(context: Context) {
  return {
    getTask: (id: string) => getTask(context, id),
    revise: (taskId: string, rerun: Rerun) => revise(context, taskId, rerun),
    redo: (taskId: string, rerun: Rerun) => redo(context, taskId, rerun),
    redrive: (taskId: string, rerun: Rerun) => redrive(context, taskId, rerun),
    /** Makes again what ended, well or not. */
    redoTask: (id: string, rerun: Rerun, precondition: Precondition = null) =>
      redoTask(context, id, rerun, precondition),
    /** Tries again now what failed, for good or for a time. */
    retryTaskNow: (id: string, rerun: Rerun, precondition: Precondition = null) =>
      retryTaskNow(context, id, rerun, precondition),
    /** What these attempts have logged beyond the lines that their readers have seen. */
    attemptLogs: (wanted: readonly (HeldTask & { seen: number })[]) => attemptLogs(context.db, wanted),
    /** What a worker's running attempts have logged so far. */
    saveLiveLogs: (logs: readonly LiveLog[]) => saveLiveLogs(context.db, logs),
  }
}
