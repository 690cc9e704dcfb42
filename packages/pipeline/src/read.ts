/** What people and programs ask about videos and artifacts. Reads only. */
import {
  plannedTasks,
  PRIORITIES,
  PRIORITY_RANK,
  progressOf,
  statusOf,
  type Metadata,
  type VideoStatus,
} from '@reelyard/core'
import {
  artifactById,
  artifactsOfVideo,
  listVideos,
  stateCounts,
  tasksOfVideo,
  videoById,
  type ArtifactRow,
  type TaskRow,
  type Transaction,
  type VideoFilter,
  type VideoSummaryRow,
} from '@reelyard/db'
import type { AcceptedOrder } from './accepted-order.ts'
import { allOf } from './all-of.ts'
import type { Context } from './context.ts'
import { readPage, writeCursor } from './cursor.ts'
import { isoTime } from './run.ts'

export interface VideoSummary {
  id: string
  channel: string
  title: string
  status: VideoStatus
  /** Share of the planned tasks that have ended well, 0 to 1. */
  progress: number
  priority: AcceptedOrder['priority']
  sceneCount: number
  /** What the caller calls it. */
  externalId: string | null
  /** The caller's own. */
  metadata: Metadata
  createdAt: string
  endedAt: string | null
}

export interface TaskView extends Omit<TaskRow, 'runAfter'> {
  /** When a task in `retry` will run again. */
  retryAt: string | null
}

export interface VideoView extends VideoSummary {
  order: Omit<AcceptedOrder, 'pictures'>
  tasks: TaskView[]
}

export async function getVideo({ db }: Context, id: string): Promise<VideoView | null> {
  return db.transaction('read', (tx) => readVideo(tx, id))
}

/** In the caller's transaction. */
export async function readVideo(tx: Transaction, id: string): Promise<VideoView | null> {
  const video = await videoById(tx, id)
  if (!video) return null
  const [tasks, counts] = await allOf([tasksOfVideo(tx, id), stateCounts(tx, id, null)])
  const { pictures: _pictures, ...order } = video.order as unknown as AcceptedOrder
  return {
    ...summary(video, progressOf(counts, video.sceneCount)),
    status: statusOf(counts),
    order,
    tasks: tasks.map(taskView),
  }
}

/** A task as people see it. */
export function taskView({ runAfter, ...task }: TaskRow): TaskView {
  return {
    ...task,
    startedAt: isoTime(task.startedAt),
    finishedAt: isoTime(task.finishedAt),
    retryAt: task.state === 'retry' ? isoTime(runAfter) : null,
  }
}

export interface VideoPage {
  videos: VideoSummary[]
  /** Pass it to get the next page; null at the end. */
  nextCursor: string | null
}

/** Videos, newest first. Pages stay stable while videos are added. Throws BadCursorError. */
export async function pageOfVideos(
  { db }: Context,
  limit: number,
  cursor: string | null,
  filter: VideoFilter = {},
): Promise<VideoPage> {
  const rows = await readPage(cursor, (after) =>
    listVideos(db, filter, { limit: limit + 1, after: after && { createdAt: after.at, id: after.id } }),
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    videos: page.map((row) => summary(row, row.sceneCount === 0 ? 0 : row.done / plannedTasks(row.sceneCount))),
    nextCursor: rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

function summary(row: VideoSummaryRow, progress: number): VideoSummary {
  return {
    id: row.id,
    channel: row.channelId,
    title: row.title,
    status: row.status,
    progress,
    priority: PRIORITIES.find((priority) => PRIORITY_RANK[priority] === row.priority) ?? 'normal',
    sceneCount: row.sceneCount,
    externalId: row.externalId,
    metadata: row.metadata,
    createdAt: isoTime(row.createdAt),
    endedAt: isoTime(row.endedAt),
  }
}

/** As it stands in the table, with its time in ISO 8601. */
export type ArtifactView = ArtifactRow

/** What a video's tasks made; null if there is no such video. */
export async function artifactsOf({ db }: Context, videoId: string): Promise<ArtifactView[] | null> {
  if (!(await videoById(db, videoId))) return null
  return (await artifactsOfVideo(db, videoId)).map(artifactView)
}

export async function getArtifact({ db }: Context, id: string): Promise<ArtifactView | null> {
  const row = await artifactById(db, id)
  return row && artifactView(row)
}

/** An artifact as people see it. */
export function artifactView(row: ArtifactRow): ArtifactView {
  return { ...row, createdAt: isoTime(row.createdAt) }
}
