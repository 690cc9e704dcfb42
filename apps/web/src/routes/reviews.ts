/** Results that wait for a person. */
import type { Principal, TaskState } from '@reelyard/core'
import type { Decided, Rejection, Reviewer } from '@reelyard/pipeline'
import type { FastifyInstance } from 'fastify'
import { success } from '../api-description.ts'
import { idParams } from '../access/objects.ts'
import { route } from '../access/route.ts'
import type { AppOptions, PipelineCalls } from '../app.ts'
import { ifMatch } from '../content/preconditions.ts'
import { GATE_REFUSALS, problemOfRefusal } from '../problem/of-refusal.ts'
import { Problem } from '../problem/problem.ts'
import {
  approvalBody,
  decidedResource,
  decisionsBody,
  decisionsResource,
  rejectionBody,
  reviewPageOf,
  reviewPageResource,
  reviewQuery,
  type DecidedResource,
  type DecisionBody,
  type DecisionsResource,
  type ReviewPageResource,
} from '../resources/reviews.ts'
import { LINK_SECONDS, linkBody, reviewLinkResource, type ReviewLinkResource } from '../resources/review-links.ts'
import { baseUrlOf } from '../review-page/base-url.ts'

const SCOPE = { access: 'reviews:decide', tag: 'reviews' } as const

export async function reviewRoutes(app: FastifyInstance, options: AppOptions): Promise<void> {
  routePage(app, options.pipeline)
  routeApprove(app, options.pipeline)
  routeReject(app, options.pipeline)
  routeDecisions(app, options.pipeline)
  routeLinks(app, options)
}

function routePage(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...SCOPE,
    method: 'GET',
    url: '/v1/reviews',
    summary: 'List what waits for a person, the longest first',
    query: reviewQuery,
    answers: { 200: success('A page of results that wait', reviewPageResource) },
    problems: ['bad_cursor'],
    handle: async ({ query, principal }): Promise<ReviewPageResource> => {
      const { limit, cursor = null, channel, step } = query
      return reviewPageOf(await pipeline.pageOfReviews({ channel, step, channels: principal.channels }, limit, cursor))
    },
  })
}

function routeApprove(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...SCOPE,
    method: 'POST',
    url: '/v1/reviews/:id/approve',
    object: 'task',
    summary: 'Approve a result: what depends on it goes on',
    params: idParams,
    body: approvalBody,
    answers: { 200: success('It was approved', decidedResource) },
    problems: GATE_REFUSALS,
    conditional: true,
    handle: async (request): Promise<DecidedResource> => {
      const { params, body, principal } = request
      const said = { ...body, ...deciderOf(principal), precondition: ifMatch(request) }
      return decidedOf(params.id, 'approved', await pipeline.approve(params.id, said))
    },
  })
}

function routeReject(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...SCOPE,
    method: 'POST',
    url: '/v1/reviews/:id/reject',
    object: 'task',
    summary: 'Reject a result: to be made again with `parameters`, given up with `abandon`, or left to wait',
    params: idParams,
    body: rejectionBody,
    answers: { 200: success('It was rejected', decidedResource) },
    problems: GATE_REFUSALS,
    conditional: true,
    handle: async (request): Promise<DecidedResource> => {
      const { params, body, principal } = request
      const said = { ...body, ...deciderOf(principal), precondition: ifMatch(request) }
      return decidedOf(params.id, stateAfter(body), await pipeline.reject(params.id, said))
    },
  })
}

function routeDecisions(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...SCOPE,
    method: 'POST',
    url: '/v1/reviews/decisions',
    summary: 'Decide on many results, each by itself',
    description:
      'The answer has an item for each decision, in their order. One that is refused stops none of the others.',
    body: decisionsBody,
    answers: { 200: success('What became of each', decisionsResource) },
    handle: async ({ body, principal }): Promise<DecisionsResource> => {
      const items: DecisionsResource['items'] = []
      for (const each of body.decisions) items.push(await decideOne(pipeline, each, principal))
      return { items }
    },
  })
}

async function decideOne(
  pipeline: PipelineCalls,
  { taskId, decision, ...rest }: DecisionBody,
  principal: Principal,
): Promise<DecisionsResource['items'][number]> {
  const said = { ...rest, ...deciderOf(principal) }
  const decided = await (decision === 'approve' ? pipeline.approve(taskId, said) : pipeline.reject(taskId, said))
  if (decided.done) return { taskId, done: true, state: decision === 'approve' ? 'approved' : stateAfter(rest) }
  const { errors, ...problem } = problemOfRefusal(decided, taskId).toDocument()
  return { taskId, done: false, problem: { ...problem, errors: errors as never } }
}

function routeLinks(app: FastifyInstance, { pipeline, publicUrl }: AppOptions): void {
  route(app, {
    ...SCOPE,
    method: 'POST',
    url: '/v1/reviews/:id/links',
    object: 'task',
    summary: 'Make a link for one decision, which needs no key',
    params: idParams,
    body: linkBody,
    answers: { 201: success('The link; show it to nobody but who is to decide', reviewLinkResource) },
    problems: [...GATE_REFUSALS, 'encryption_off', 'bad_request'],
    secretAnswer: ['url', 'token'],
    handle: async (request, reply): Promise<ReviewLinkResource> => {
      const { id } = request.params
      const { expiresInSeconds, attempt } = request.body ?? { expiresInSeconds: LINK_SECONDS }
      const base = baseUrlOf(request, publicUrl)
      const reviewer = reviewerOf(request.principal)
      const made = await pipeline.makeReviewLink(id, { reviewer, expiresInSeconds, attempt })
      if (!made.done) throw made.code === 'encryption_off' ? encryptionOff() : problemOfRefusal(made, id)
      const { token, expiresAt } = made
      request.log.info({ task: id, expiresAt, by: request.principal.name }, 'review link made')
      reply.code(201).header('cache-control', 'no-store')
      return { url: `${base}/review/${token}`, token, expiresAt }
    },
  })
}

function encryptionOff(): Problem {
  const detail = 'Review links are signed with a key of REELYARD_SECRET_KEYS, which is not set for the web process.'
  return new Problem('encryption_off', { detail })
}

/** Throws Problem. */
function decidedOf(taskId: string, state: TaskState, decided: Decided): DecidedResource {
  if (!decided.done) throw problemOfRefusal(decided, taskId)
  return { taskId, state, links: { task: `/v1/tasks/${taskId}` } }
}

function stateAfter({ abandon, parameters }: Pick<Rejection, 'abandon' | 'parameters'>): TaskState {
  if (abandon) return 'failed'
  return parameters === undefined ? 'rejected' : 'pending'
}

function deciderOf(principal: Principal): { by: string; reviewer: Reviewer } {
  return { by: principal.name, reviewer: reviewerOf(principal) }
}

function reviewerOf({ name, channels }: Principal): Reviewer {
  return { key: name, channels }
}
