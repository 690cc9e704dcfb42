/** What waits for a person: a page of it, or one. Reads only. */
import type { StepName } from '@reelyard/core'
import { listReviews, type ReviewFilter, type ReviewRow } from '@reelyard/db'
import type { Context } from './context.ts'
import { readPage, writeCursor } from './cursor.ts'
import type { ArtifactView } from './read.ts'
import { gateIn, timeoutOf } from './review-policy.ts'
import { isoTime } from './run.ts'

/** Times in ISO 8601. */
export interface ReviewView {
  taskId: string
  video: { id: string; title: string; channel: string; externalId: string | null }
  step: StepName
  scene: number | null
  attempt: number
  waitingSince: string
  /** When the policy of the gate decides; null: it waits for a person. */
  dueAt: string | null
  onTimeout: 'approve' | 'reject' | 'wait'
  /** What it was told. */
  parameters: Record<string, unknown>
  /** What the script said of itself. */
  result: Record<string, unknown> | null
  artifacts: ArtifactView[]
}

export interface ReviewPage {
  reviews: ReviewView[]
  /** Pass it to get the next page; null at the end. */
  nextCursor: string | null
}

/** Results that wait, oldest first. Pages stay stable while others are added. Throws BadCursorError. */
export async function pageOfReviews(
  { db }: Context,
  filter: ReviewFilter,
  limit: number,
  cursor: string | null,
): Promise<ReviewPage> {
  const rows = await readPage(cursor, (after) =>
    listReviews(db, filter, { limit: limit + 1, after: after && { waitingSince: after.at, id: after.id } }),
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    reviews: page.map(reviewView),
    nextCursor: rows.length > limit && last ? writeCursor({ at: last.waitingSince, id: last.taskId }) : null,
  }
}

/** A result as people see it who decide on it. */
export function reviewView(row: ReviewRow): ReviewView {
  const { taskId, step, scene, attempt, parameters, result } = row
  const waitingSince = isoTime(row.waitingSince)
  const timeout = timeoutOf(gateIn(row.gates, step), { waitingSince, dueAt: row.dueAt })
  return {
    taskId,
    video: { id: row.videoId, title: row.videoTitle, channel: row.channel, externalId: row.externalId },
    step,
    scene,
    attempt,
    waitingSince,
    dueAt: timeout?.at ?? null,
    onTimeout: timeout?.decision ?? 'wait',
    parameters,
    result,
    artifacts: row.artifacts.map((artifact) => ({ ...artifact, createdAt: isoTime(artifact.createdAt) })),
  }
}
