/** Review links: what the API takes and answers. */
import { GATE_TIMEOUTS } from '@reelyard/core'
import type { ReviewView } from '@reelyard/pipeline'
import { z } from 'zod'
import { aboutReview, artifactOf, attemptField, NOTE_MISSING, noteField, saysWhy } from './reviews.ts'

const time = z.iso.datetime()
const link = z.string().describe('A path on this host.')

/** A link is good for a week, unless something else is asked for. */
export const LINK_SECONDS = 604_800

/** For how long a link is to be good. */
export const linkBody = z
  .strictObject({
    expiresInSeconds: z.int().min(60).max(2_592_000).default(LINK_SECONDS),
    attempt: attemptField,
  })
  .meta({ id: 'ReviewLinkRequest', examples: [{ expiresInSeconds: 86_400 }] })
  .optional()

/** A link that was made. Its URL is a credential. */
export const reviewLinkResource = z
  .strictObject({
    url: z.string().describe('A page to decide on. Whoever has it may decide, once.'),
    token: z.string().describe('For the routes under /v1/review-links.'),
    expiresAt: time,
  })
  .meta({ id: 'ReviewLink', description: 'A signed, expiring URL for one decision.' })

/** The decision of somebody who has a link. */
export const linkDecisionBody = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .regex(/^(?:[\u200C\u200D]|[^\p{C}\p{Zl}\p{Zp}])+$/u, 'must be printable, and one line')
      .describe('Who decides.'),
    note: noteField.describe('Must be there for a rejection.').optional(),
  })
  .refine(saysWhy, NOTE_MISSING)
  .meta({ id: 'LinkDecision', examples: [{ decision: 'approve', name: 'Anna Berg', note: 'Lovely.' }] })

/** The decision of somebody who had a link. */
export const linkDecidedResource = z
  .strictObject({ state: z.enum(['approved', 'rejected']) })
  .meta({ id: 'LinkDecided', description: 'It was decided; the link is good for nothing any more.' })

/** What somebody needs to decide by a link. */
export const linkedReviewResource = z
  .strictObject({
    video: z.strictObject({ title: z.string() }),
    ...aboutReview,
    expiresAt: time.describe('When the link expires.'),
    dueAt: time.nullable().describe('When the policy of the gate decides; null: it waits for a person.'),
    onTimeout: z.enum(GATE_TIMEOUTS),
    links: z.strictObject({ decision: link }),
  })
  .meta({ id: 'LinkedReview', description: 'A result that waits for a person, as a link shows it.' })

/** A link. */
export type ReviewLinkResource = z.infer<typeof reviewLinkResource>
/** What was decided by link. */
export type LinkDecidedResource = z.infer<typeof linkDecidedResource>
/** What a link shows. */
export type LinkedReviewResource = z.infer<typeof linkedReviewResource>

/** A review as a link shows it: nothing in it needs a key. */
export function linkedReviewOf(
  { video, taskId: _taskId, artifacts, ...review }: ReviewView,
  { token, expiresAt }: { token: string; expiresAt: string },
): LinkedReviewResource {
  const self = `/v1/review-links/${token}`
  return {
    ...review,
    video: { title: video.title },
    expiresAt,
    artifacts: artifacts.map((artifact) => artifactOf(artifact, `${self}/artifacts/${artifact.id}/content`)),
    links: { decision: `${self}/decision` },
  }
}
