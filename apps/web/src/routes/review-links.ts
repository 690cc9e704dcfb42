/** Decisions by link: the token is the credential, so that nobody is asked for a key. */
import type { ReadLink } from '@reelyard/pipeline'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { success } from '../api-description.ts'
import { notFound } from '../access/objects.ts'
import { route } from '../access/route.ts'
import type { AppOptions, PipelineCalls } from '../app.ts'
import { CONTENT_ANSWERS, CONTENT_HEADERS, CONTENT_PROBLEMS, sendArtifact } from '../content/artifact-content.ts'
import { openLink, overLink } from '../review-page/link.ts'
import { reviewPageRoutes } from '../review-page/page-routes.ts'
import {
  linkDecidedResource,
  linkDecisionBody,
  linkedReviewOf,
  linkedReviewResource,
  type LinkDecidedResource,
  type LinkedReviewResource,
} from '../resources/review-links.ts'

const OPEN = { access: 'public', tag: 'reviews' } as const

const OF_LINKS = ['review_link_not_found', 'link_expired'] as const

const tokenParams = z.strictObject({ token: z.string() })

/** A decision has a name and a note. */
const DECISION_BYTES = 32 * 1024

/** Asked each time whether the link is still good. */
const NOT_KEPT = 'private, no-cache'

export async function reviewLinkRoutes(app: FastifyInstance, options: AppOptions): Promise<void> {
  routeReview(app, options.pipeline)
  routeDecision(app, options.pipeline)
  routeContent(app, options)
  await app.register(reviewPageRoutes, options)
}

function routeReview(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...OPEN,
    method: 'GET',
    url: '/v1/review-links/:token',
    summary: 'What a review link is about; changes nothing',
    params: tokenParams,
    answers: { 200: success('What is to be decided on', linkedReviewResource) },
    problems: OF_LINKS,
    handle: async (request, reply): Promise<LinkedReviewResource> => {
      const token = tokenOf(request)
      const { review, expiresAt } = await openLink(pipeline, token)
      reply.header('cache-control', 'no-store')
      return linkedReviewOf(review, { token, expiresAt })
    },
  })
}

function routeDecision(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...OPEN,
    method: 'POST',
    url: '/v1/review-links/:token/decision',
    summary: 'Decide, once',
    params: tokenParams,
    body: linkDecisionBody,
    bodyLimit: DECISION_BYTES,
    answers: { 200: success('It was decided', linkDecidedResource) },
    problems: OF_LINKS,
    handle: async (request): Promise<LinkDecidedResource> => {
      const decided = await pipeline.decideByLink(tokenOf(request), request.body)
      if (decided.standing !== 'decided') throw overLink(decided)
      return { state: request.body.decision === 'approve' ? 'approved' : 'rejected' }
    },
  })
}

function routeContent(app: FastifyInstance, { pipeline, store }: Pick<AppOptions, 'pipeline' | 'store'>): void {
  route(app, {
    ...OPEN,
    method: ['GET', 'HEAD'],
    url: '/v1/review-links/:token/artifacts/:artifactId/content',
    summary: 'A file that is to be decided on; takes Range, If-Range and If-None-Match',
    params: tokenParams.extend({ artifactId: z.uuid() }),
    headers: CONTENT_HEADERS,
    answers: CONTENT_ANSWERS,
    problems: [...OF_LINKS, 'artifact_not_found', ...CONTENT_PROBLEMS],
    handle: async (request, reply) => {
      const { artifactId } = request.params as unknown as { artifactId: string }
      const { review }: Extract<ReadLink, { standing: 'open' }> = await openLink(pipeline, tokenOf(request))
      const artifact = review.artifacts.find(({ id }) => id === artifactId.toLowerCase())
      if (!artifact) throw notFound('artifact', artifactId)
      return sendArtifact(request, reply, store, artifact, NOT_KEPT)
    },
  })
}

function tokenOf({ params }: { params: unknown }): string {
  return (params as { token: string }).token
}
