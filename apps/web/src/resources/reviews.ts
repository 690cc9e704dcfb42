/** Results that wait for a person: what the API takes and answers. */
import { GATE_TIMEOUTS, STEP_NAMES, TASK_STATES } from '@reelyard/core'
import type { ArtifactView, ReviewPage, ReviewView } from '@reelyard/pipeline'
import { z } from 'zod'
import { pageQuery } from '../input.ts'
import { problemResource } from '../resources.ts'

const id = z.uuid()
const time = z.iso.datetime()
const link = z.string().describe('A path on this host.')
const json = z.record(z.string(), z.unknown())

/** A file that is looked at. */
const reviewArtifactResource = z
  .strictObject({
    id,
    role: z.string().describe('What the file is: `image`, `composite`, `clip`, `film` …'),
    mediaType: z.string(),
    bytes: z.int(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    links: z.strictObject({ content: link }),
  })
  .meta({ id: 'ReviewArtifact', description: 'A file that the attempt made.' })

/** What any reader of a result is told of it. */
export const aboutReview = {
  step: z.enum(STEP_NAMES),
  scene: z.int().nullable().describe('From 1; null where the step works on the whole video.'),
  attempt: z.int().describe('Of the task. Send it back with the decision: it is refused where there is a newer one.'),
  waitingSince: time,
  parameters: json.describe('What the task was told.'),
  result: json.nullable().describe('What its script said of itself: of a storyboard, its scenes.'),
  artifacts: z.array(reviewArtifactResource),
}

const reviewResource = z
  .strictObject({
    taskId: id,
    video: z.strictObject({ id, title: z.string(), channel: z.string(), externalId: z.string().nullable() }),
    ...aboutReview,
    dueAt: time.nullable().describe('When the policy of the gate decides; null: it waits for a person.'),
    onTimeout: z.enum(GATE_TIMEOUTS).describe('What the policy decides then.'),
    links: z.strictObject({ task: link, video: link, approve: link, reject: link }),
  })
  .meta({ id: 'Review', description: 'A result that waits for a person.' })

/** One page of what waits. */
export const reviewPageResource = z
  .strictObject({
    reviews: z.array(reviewResource),
    nextCursor: z.string().nullable().describe('Give it as `cursor` to get the next page; null on the last one.'),
  })
  .meta({ id: 'ReviewPage', description: 'Results that wait, the longest first.' })

/** What waits, of a channel or a step. */
export const reviewQuery = pageQuery.extend({
  channel: z.string().min(1).max(64).optional(),
  step: z.enum(STEP_NAMES).optional(),
})

/** Why somebody decides so. */
export const noteField = z.string().trim().min(1).max(2_000)
/** What was looked at. */
export const attemptField = z.int().min(1).max(2_147_483_647).describe('The attempt that was looked at.').optional()
const change = json
  .describe('A JSON merge patch of what the task is told: it is made again with it at once.')
  .optional()
const abandon = z.boolean().describe('Gives the task up at once: it fails for good.').optional()

/** Whether a rejection has its note. */
export function saysWhy(body: { decision: 'approve' | 'reject'; note?: string | undefined }): boolean {
  return body.decision === 'approve' || body.note !== undefined
}

/** The fault of one that has none. */
export const NOTE_MISSING = { path: ['note'], message: 'must say why it is rejected', params: { code: 'required' } }

const oneFate = {
  path: ['abandon'],
  message: 'cannot go with parameters: a task is made again or given up',
  params: { code: 'malformed' },
}

/** What an approval may say. */
export const approvalBody = z
  .strictObject({ note: noteField.optional(), attempt: attemptField })
  .meta({ id: 'Approval', examples: [{ note: 'Good light.', attempt: 1 }] })
  .optional()

/** What a rejection must say. */
export const rejectionBody = z
  .strictObject({ note: noteField.describe('Why.'), attempt: attemptField, parameters: change, abandon })
  .refine((body) => !(body.abandon && body.parameters !== undefined), oneFate)
  .meta({ id: 'Rejection', examples: [{ note: 'Too dark.', parameters: { scene: { visual: 'a bright morning' } } }] })

const decision = z
  .strictObject({
    taskId: id,
    decision: z.enum(['approve', 'reject']),
    note: noteField.describe('Must be there for a rejection.').optional(),
    attempt: attemptField,
    parameters: change,
    abandon,
  })
  .refine(saysWhy, NOTE_MISSING)
  .refine((body) => body.decision === 'reject' || (body.parameters === undefined && body.abandon === undefined), {
    path: ['decision'],
    message: 'must be reject where parameters or abandon are given',
    params: { code: 'malformed' },
  })
  .refine((body) => !(body.abandon && body.parameters !== undefined), oneFate)

/** Many decisions at once. */
export const decisionsBody = z.strictObject({ decisions: z.array(decision).min(1).max(200) }).meta({
  id: 'Decisions',
  examples: [
    {
      decisions: [
        { taskId: '0199f3c2-7a51-7c10-8f3e-1d2c3b4a5f60', decision: 'approve' },
        { taskId: '0199f3c2-7a51-7c10-8f3e-1d2c3b4a5f61', decision: 'reject', note: 'Too dark.' },
      ],
    },
  ],
})

/** One decision of many, as it was read. */
export type DecisionBody = z.output<typeof decision>

/** A decision that was carried out. */
export const decidedResource = z
  .strictObject({
    taskId: id,
    state: z.enum(TASK_STATES).describe('What the decision has made of it.'),
    links: z.strictObject({ task: link }),
  })
  .meta({ id: 'DecidedReview', description: 'A decision that was carried out.' })

/** What became of each of many decisions, in their order. */
export const decisionsResource = z
  .strictObject({
    items: z.array(
      z.union([
        z.strictObject({ taskId: id, done: z.literal(true), state: z.enum(TASK_STATES) }),
        z.strictObject({ taskId: id, done: z.literal(false), problem: problemResource }),
      ]),
    ),
  })
  .meta({ id: 'DecisionList', description: 'Each was carried out whole or not at all.' })

/** What waits, page by page. */
export type ReviewPageResource = z.infer<typeof reviewPageResource>
/** A decision that was carried out. */
export type DecidedResource = z.infer<typeof decidedResource>
/** What became of many. */
export type DecisionsResource = z.infer<typeof decisionsResource>
/** A page as the API answers with it. */
export function reviewPageOf({ reviews, nextCursor }: ReviewPage): ReviewPageResource {
  return { reviews: reviews.map(reviewOf), nextCursor }
}

function reviewOf({ artifacts, ...review }: ReviewView): ReviewPageResource['reviews'][number] {
  const { taskId, video } = review
  return {
    ...review,
    artifacts: artifacts.map((artifact) => artifactOf(artifact, `/v1/artifacts/${artifact.id}/content`)),
    links: {
      task: `/v1/tasks/${taskId}`,
      video: `/v1/videos/${video.id}`,
      approve: `/v1/reviews/${taskId}/approve`,
      reject: `/v1/reviews/${taskId}/reject`,
    },
  }
}

/** A file of a review; `content` is where whoever sees it may fetch it. */
export function artifactOf({ id, role, mediaType, bytes, sha256 }: ArtifactView, content: string) {
  return { id, role, mediaType, bytes, sha256, links: { content } }
}
