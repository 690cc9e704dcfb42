/**
 * Results: every end of a video or task, and every wait for a person, is published in the transaction of the move that it
 * tells of. A type that nobody has subscribed to costs one look at a table of a few rows.
 */
import { randomUUID } from 'node:crypto'
import type { ResultType, VideoStatus } from '@reelyard/core'
import { taskFacts, videoFacts, type TaskFacts, type Transaction, type VideoFacts } from '@reelyard/db'
import type { Context } from './context.ts'

type Publisher = Pick<Context, 'queue'>

/** Publishes what has just become of these tasks. To be called after the move, in its transaction. */
export async function publishTasks(
  { queue }: Publisher,
  tx: Transaction,
  type: ResultType & `task.${string}`,
  taskIds: readonly string[],
): Promise<void> {
  const subscribers = await queue.results.subscribersOf(tx, type)
  if (subscribers.length === 0 || taskIds.length === 0) return
  const tasks = await taskFacts(tx, taskIds)
  await queue.results.publish(
    tx,
    subscribers,
    tasks.map((task) => message(type, ofTask(task))),
  )
}

const OF_STATUS: Partial<Record<VideoStatus, ResultType>> = {
  completed: 'video.completed',
  failed: 'video.failed',
  cancelled: 'video.cancelled',
  awaiting_review: 'video.awaiting_review',
}

/** Publishes the status that a video has just got, if it is one to tell of. */
export async function publishVideo(
  { queue }: Publisher,
  tx: Transaction,
  status: VideoStatus,
  videoId: string,
): Promise<void> {
  const type = OF_STATUS[status]
  const subscribers = type ? await queue.results.subscribersOf(tx, type) : []
  if (!type || subscribers.length === 0) return
  const video = await videoFacts(tx, videoId)
  if (video) await queue.results.publish(tx, subscribers, [message(type, ofVideo(video))])
}

/** Publishes what is about no video. */
export async function publishOther(
  { queue }: Publisher,
  tx: Transaction,
  type: ResultType,
  data: Record<string, unknown>,
): Promise<void> {
  const subscribers = await queue.results.subscribersOf(tx, type)
  if (subscribers.length > 0) await queue.results.publish(tx, subscribers, [message(type, data)])
}

function message(type: ResultType, data: Record<string, unknown>) {
  return { id: randomUUID(), type, timestamp: new Date().toISOString(), data }
}

function ofTask({ error, ...task }: TaskFacts): Record<string, unknown> {
  return {
    ...task,
    ...(error === null ? {} : { code: error.code, message: error.message }),
    links: { video: `/v1/videos/${task.videoId}`, task: `/v1/tasks/${task.taskId}` },
  }
}

function ofVideo({ failures, ...video }: VideoFacts): Record<string, unknown> {
  const self = `/v1/videos/${video.videoId}`
  return {
    ...video,
    ...(video.status === 'failed' ? { failures } : {}),
    links: { video: self, artifacts: `${self}/artifacts` },
  }
}
