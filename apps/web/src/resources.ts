/** What the API answers with: the schemas that the OpenAPI document shows, and the types of the answers. */
import {
  ASPECTS,
  CAPTIONS,
  FAULT_CODES,
  metadataSchema,
  PRIORITIES,
  RESOLUTIONS,
  sceneSchema,
  STEP_NAMES,
  TASK_STATES,
  VIDEO_STATUSES,
  WARNING_CODES,
} from '@reelyard/core'
import { z } from 'zod'
import { PROBLEMS, type ProblemCode } from './problem/table.ts'

const id = z.uuid()
const time = z.iso.datetime()
const link = z.string().describe('A path on this host.')

/** What an order leaves open. */
export const warningResource = z
  .strictObject({
    pointer: z.string().describe('JSON pointer into the order.'),
    code: z.enum(WARNING_CODES),
    message: z.string(),
  })
  .meta({ id: 'Warning', description: 'What will be guessed or cut: the order is taken all the same.' })

/** Answer to an order that was taken. */
export const submittedResource = z
  .strictObject({
    id,
    status: z.enum(VIDEO_STATUSES),
    warnings: z.array(warningResource).describe('What will be guessed, or cut.'),
    links: z.strictObject({ self: link, artifacts: link }),
  })
  .meta({ id: 'Submitted', description: 'An order that was taken.' })

/** A task as its video shows it. */
export const taskResource = z
  .strictObject({
    id,
    step: z.enum(STEP_NAMES),
    scene: z.int().nullable().describe('From 1; null where the step works on the whole video.'),
    state: z.enum(TASK_STATES),
    attempt: z.int().describe('Number of the newest attempt; 0 before the first.'),
    failures: z.int().describe('Attempts that failed.'),
    worker: z.string().nullable(),
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    retryAt: time.nullable().describe('When a task in the state `retry` runs again.'),
    error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    reused: z.boolean().describe('Ran nothing: an earlier task had made the same.'),
  })
  .meta({ id: 'Task', description: 'One step of a video, for one scene where the step works scene by scene.' })

const acceptedOrderResource = z
  .strictObject({
    title: z.string(),
    scenes: z.array(sceneSchema).optional(),
    brief: z.string().optional(),
    aspect: z.enum(ASPECTS),
    resolution: z.enum(RESOLUTIONS),
    voice: z.string(),
    language: z.string(),
    captions: z.enum(CAPTIONS),
    priority: z.enum(PRIORITIES),
    channel: z.string(),
  })
  .meta({ id: 'AcceptedOrder', description: "The order, with the channel's defaults filled in." })

const summary = {
  id,
  channel: z.string(),
  title: z.string(),
  status: z.enum(VIDEO_STATUSES),
  progress: z.number().min(0).max(1).describe('Share of the planned tasks that have ended well.'),
  priority: z.enum(PRIORITIES),
  sceneCount: z.int().describe('0 until the storyboard is known.'),
  externalId: z.string().nullable().describe('What you call it.'),
  metadata: metadataSchema,
  createdAt: time,
  endedAt: time.nullable(),
  links: z.strictObject({ self: link, artifacts: link }),
}

const videoSummaryResource = z.strictObject(summary).meta({ id: 'VideoSummary' })

/** One video with its tasks. */
export const videoResource = z
  .strictObject({ ...summary, order: acceptedOrderResource, tasks: z.array(taskResource) })
  .meta({ id: 'Video', description: 'A video and its tasks, in the order of the plan.' })

/** One page of the listing; `nextCursor` leads to the next. */
export const videoPageResource = z
  .strictObject({
    videos: z.array(videoSummaryResource),
    nextCursor: z.string().nullable().describe('Give it as `cursor` to get the next page; null on the last one.'),
  })
  .meta({ id: 'VideoPage', description: 'Videos, newest first.' })

/** One file. */
export const artifactResource = z
  .strictObject({
    id,
    videoId: id.nullable(),
    step: z.string().nullable(),
    scene: z.int().nullable(),
    role: z.string().describe('What the file is: `film`, `subtitles_srt`, `thumbnail` …'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int(),
    mediaType: z.string(),
    createdAt: time,
    links: z.strictObject({ content: link }),
  })
  .meta({ id: 'Artifact', description: 'A file that a task made.' })

/** The files of one video. */
export const artifactListResource = z
  .strictObject({ artifacts: z.array(artifactResource) })
  .meta({ id: 'ArtifactList' })

/** Any answer that is no success; the type that is sent is ProblemDocument. */
export const problemResource = z
  .strictObject({
    type: z.string().describe('`urn:reelyard:problem:` and the code.'),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]).describe('Stable: decide by this.'),
    detail: z.string().describe('What went wrong this time, for people.'),
    retryable: z.boolean().describe('Whether the same request may succeed later.'),
    taskId: id.optional().describe('The task that it is about.'),
    step: z.enum(STEP_NAMES).optional(),
    scene: z.int().nullable().optional(),
    errors: z.array(
      z.strictObject({
        pointer: z.string().describe('JSON pointer into what was sent.'),
        code: z.enum(FAULT_CODES),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'Problem', description: 'RFC 9457: why a request was not served.' })

// What the handlers of the routes return: checked when they are compiled, not when they answer.

/** Answer to an order that was taken. */
export type SubmittedResource = z.infer<typeof submittedResource>
/** A video in a listing. */
export type VideoSummaryResource = z.infer<typeof videoSummaryResource>
/** One video with its tasks. */
export type VideoResource = z.infer<typeof videoResource>
/** One page of the listing. */
export type VideoPageResource = z.infer<typeof videoPageResource>
/** One file. */
export type ArtifactResource = z.infer<typeof artifactResource>
/** The files of one video. */
export type ArtifactListResource = z.infer<typeof artifactListResource>
