/** What the routes of videos take and answer with, besides what others show as well. */
import { metadataSchema, PRIORITIES, STEP_NAMES, VIDEO_STATUSES, type Warning } from '@reelyard/core'
import type { ArtifactView, VideoSummary, VideoView } from '@reelyard/pipeline'
import { z } from 'zod'
import { pageQuery } from '../input.ts'
import {
  submittedResource,
  warningResource,
  type ArtifactResource,
  type SubmittedResource,
  type VideoResource,
  type VideoSummaryResource,
} from '../resources.ts'

/** Answer to a dry run. */
export const previewResource = z
  .strictObject({
    valid: z.literal(true),
    warnings: z.array(warningResource),
    plan: z.strictObject({
      tasks: z.int(),
      steps: z.array(z.strictObject({ step: z.enum(STEP_NAMES), tasks: z.int() })),
      scenes: z.int(),
    }),
    estimate: z.strictObject({
      filmSeconds: z.number().describe('Of the film, by its words.'),
      workSeconds: z.number().describe('Of all scripts together, by what the newest films of the channel took.'),
    }),
  })
  .meta({ id: 'Preview', description: 'What an order would come to. Nothing was written, and nothing is reserved.' })

/** Answer to a dry run. */
export type PreviewResource = z.infer<typeof previewResource>

/** Orders that were taken together. */
export const batchResource = z
  .strictObject({ videos: z.array(submittedResource) })
  .meta({ id: 'SubmittedBatch', description: 'Orders that were taken, in the order in which they were sent.' })

/** Orders that were taken together. */
export type BatchResource = z.infer<typeof batchResource>

/** One value or several, with commas between. */
const statuses = z
  .string()
  .max(200)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(VIDEO_STATUSES)).min(1))

/** The filters of the listing. */
export const videoListQuery = pageQuery.extend({
  status: statuses.optional().describe('One, or several with commas between.'),
  channel: z.string().min(1).max(64).optional(),
  step: z.enum(STEP_NAMES).optional().describe('Videos with a task of this step that has not ended well.'),
  externalId: z.string().min(1).max(200).optional(),
  text: z.string().min(1).max(200).optional().describe('Stands in the title, in upper or lower case.'),
  createdAfter: z.iso.datetime({ offset: true }).optional().describe('From this moment on.'),
  createdBefore: z.iso.datetime({ offset: true }).optional().describe('Before this moment.'),
})

/** With the defaults filled in. */
export type VideoListQuery = z.output<typeof videoListQuery>

/** Whether an order is only looked at. */
export const submitQuery = z.strictObject({
  dryRun: z.enum(['true', 'false']).default('false').describe('Validates, plans and estimates, and writes nothing.'),
})

/** What can be changed of a video. */
export const videoChangeBody = z
  .strictObject({ priority: z.enum(PRIORITIES).optional(), metadata: metadataSchema.optional() })
  .refine((change) => Object.keys(change).length > 0, 'must name something to change')
  .meta({
    id: 'VideoChange',
    description: '`metadata` replaces all of it. What a worker holds keeps its priority.',
    examples: [{ priority: 'high' }],
  })

/** Why something is done: for the history. */
export const noteBody = z
  .strictObject({ note: z.string().min(1).max(2_000).optional().describe('Kept in the history.') })
  .optional()
  .meta({ id: 'Note', examples: [{ note: 'The text was wrong.' }] })

/** Path of a video. */
export function selfOf(videoId: string): string {
  return `/v1/videos/${videoId}`
}

function linksOf(videoId: string) {
  return { self: selfOf(videoId), artifacts: `${selfOf(videoId)}/artifacts` }
}

/** Of an order that was just taken. */
export function submittedOf(videoId: string, warnings: Warning[]): SubmittedResource {
  return { id: videoId, status: 'pending', warnings, links: linksOf(videoId) }
}

/** A video in a listing. */
export function summaryResource(video: VideoSummary): VideoSummaryResource {
  const { id, channel, title, status, progress, priority, sceneCount, externalId, metadata } = video
  const shown = { id, channel, title, status, progress, priority, sceneCount, externalId, metadata }
  return { ...shown, createdAt: video.createdAt, endedAt: video.endedAt, links: linksOf(id) }
}

/** One video. */
export function resourceOf(video: VideoView): VideoResource {
  return {
    ...summaryResource(video),
    order: video.order,
    tasks: video.tasks.map((task) => ({
      ...task,
      error: task.error && { code: task.error.code, message: task.error.message },
    })),
  }
}

/** One file. */
export function artifactResourceOf(artifact: ArtifactView): ArtifactResource {
  return { ...artifact, links: { content: `/v1/artifacts/${artifact.id}/content` } }
}
