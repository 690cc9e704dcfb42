/** One task as people look into it: every attempt, every move. */
import { attemptsOfTask, movesOfTask, taskById, type AttemptRow, type MoveRow, type Transaction } from '@reelyard/db'
import { allOf } from './all-of.ts'
import type { Context } from './context.ts'
import { isId } from './id.ts'
import { taskView, type TaskView } from './read.ts'
import { isoTime } from './run.ts'

/** Times in ISO 8601. */
export type AttemptView = AttemptRow

/** Time in ISO 8601. */
export type MoveView = MoveRow

export interface TaskHistory extends TaskView {
  videoId: string
  maxAttempts: number
  /** What it is told to do. */
  parameters: Record<string, unknown>
  /** Oldest first. */
  attempts: AttemptView[]
  /** Oldest first. */
  moves: MoveView[]
}

/** Null if there is no such task. */
export async function getTask({ db }: Context, id: string): Promise<TaskHistory | null> {
  return isId(id) ? db.transaction('read', (tx) => readTask(tx, id)) : null
}

/** In the caller's transaction. */
export async function readTask(tx: Transaction, id: string): Promise<TaskHistory | null> {
  const [task, attempts, moves] = await allOf([taskById(tx, id), attemptsOfTask(tx, id), movesOfTask(tx, id)])
  if (!task) return null
  const { videoId, maxAttempts, parameters, ...row } = task
  return {
    ...taskView(row),
    ...{ videoId, maxAttempts, parameters },
    attempts: attempts.map((attempt) => ({
      ...attempt,
      claimedAt: isoTime(attempt.claimedAt),
      startedAt: isoTime(attempt.startedAt),
      endedAt: isoTime(attempt.endedAt),
    })),
    moves: moves.map((move) => ({ ...move, at: isoTime(move.at) })),
  }
}
