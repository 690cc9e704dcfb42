/** Tags (ETag of RFC 9110) of what has no version of its own: a digest of what is shown of it. */
import { createHash } from 'node:crypto'
import type { Transaction } from '@reelyard/db'
import { assertMatches, type Precondition } from './precondition.ts'
import { readTask, type TaskHistory } from './read-task.ts'
import { readVideo, type VideoView } from './read.ts'

/** The strong tag of a video as it stands, with its quotes. */
export function videoTag(video: VideoView): string {
  return tagOf(video)
}

/** The strong tag of a task as it stands, with its quotes. What its scripts log is no part of it. */
export function taskTag({ attempts, ...task }: TaskHistory): string {
  return tagOf({ ...task, attempts: attempts.map(({ log: _log, checkpoint: _checkpoint, ...attempt }) => attempt) })
}

function tagOf(shown: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, 32)}"`
}

/** The video must be locked. Throws PreconditionFailedError. */
export async function assertVideoMatches(tx: Transaction, id: string, precondition: Precondition): Promise<void> {
  if (!precondition) return
  const video = await readVideo(tx, id)
  if (video) assertMatches(precondition, videoTag(video))
}

/** The task's video must be locked. Throws PreconditionFailedError. */
export async function assertTaskMatches(tx: Transaction, id: string, precondition: Precondition): Promise<void> {
  if (!precondition) return
  const task = await readTask(tx, id)
  if (task) assertMatches(precondition, taskTag(task))
}
