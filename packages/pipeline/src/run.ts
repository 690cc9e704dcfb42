/** What a worker says while it holds tasks. Each is one short statement or transaction. */
import { isProcessing, renewLeases, saveCheckpoint, startTask, tasksOfVideo, type HeldTask } from '@reelyard/db'
import type { TaskRecord } from '@reelyard/core'
import { ClaimLostError, type ClaimedTask, type Context } from './context.ts'

/** The script is about to run. False if the claim is gone: then it must not. Safe to repeat when the answer was lost. */
export async function start({ db }: Context, task: ClaimedTask): Promise<boolean> {
  const starting = db.named('start')
  return (await startTask(starting, task)).length === 1 || (await isProcessing(starting, task))
}

/** The heartbeat of a worker: renews the leases of all its tasks; returns the ids of those that it still holds. */
export function heartbeat(
  { db }: Context,
  worker: string,
  tasks: readonly HeldTask[],
  leaseSeconds: number,
): Promise<string[]> {
  return renewLeases(db, worker, tasks, leaseSeconds)
}

/** Stores a checkpoint before the script goes on. Throws ClaimLostError. */
export async function checkpoint({ db }: Context, task: ClaimedTask, value: unknown): Promise<void> {
  if (!(await saveCheckpoint(db.named('checkpoint'), task, value))) throw new ClaimLostError(task.taskId, task.attempt)
}

/** What has run so far for a video, for the steps that report on it. */
export async function taskRecords({ db }: Context, videoId: string): Promise<TaskRecord[]> {
  const tasks = await tasksOfVideo(db, videoId)
  return tasks.map(({ step, scene, worker, attempt, startedAt, finishedAt }) => ({
    step,
    scene,
    worker,
    attempt,
    startedAt: isoTime(startedAt),
    finishedAt: isoTime(finishedAt),
  }))
}

/** ISO 8601 from Postgres's text. */
export function isoTime(text: string): string
export function isoTime(text: string | null): string | null
export function isoTime(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString()
}
