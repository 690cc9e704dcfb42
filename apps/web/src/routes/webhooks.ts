import type { FastifyInstance, FastifyReply } from 'fastify'
import { idParams, notFound } from '../access/objects.ts'
import { route } from '../access/route.ts'
import { nothing, success } from '../api-description.ts'
import type { AppOptions, PipelineCalls } from '../app.ts'
import { ifMatch } from '../content/preconditions.ts'
import { pageQuery } from '../input.ts'
import {
  newWebhookBody,
  webhookChangeBody,
  webhookPageResource,
  webhookResource,
  webhookWithSecretResource,
  type WebhookPageResource,
  type WebhookResource,
  type WebhookWithSecretResource,
} from '../resources/webhooks.ts'
import {
  assertOwnChannels,
  assertSafe,
  changedOrThrow,
  tagged,
  WEBHOOKS,
  webhookResourceOf,
} from '../webhooks/answers.ts'
import type { Outbound } from '../webhooks/send.ts'
import { deliveryRoutes } from './webhook-deliveries.ts'

/** Where results are sent, and what became of them. */
export async function webhookRoutes(app: FastifyInstance, { pipeline, outbound = {} }: AppOptions): Promise<void> {
  routeNew(app, pipeline, outbound)
  routePage(app, pipeline)
  routeOne(app, pipeline)
  routeChange(app, pipeline, outbound)
  routeDelete(app, pipeline)
  routeRotate(app, pipeline)
  deliveryRoutes(app, { pipeline, outbound })
}

const ACCESS = { access: 'channels:admin', tag: 'webhooks' } as const
const ONE = { ...ACCESS, object: 'webhook', params: idParams } as const

function routeNew(app: FastifyInstance, pipeline: PipelineCalls, outbound: Outbound): void {
  route(app, {
    ...ACCESS,
    method: 'POST',
    url: WEBHOOKS,
    summary: 'Have results sent to you',
    description: 'The answer shows the secret that messages are signed with. It is shown this once.',
    body: newWebhookBody,
    answers: { 201: success('The webhook, and its secret', webhookWithSecretResource) },
    problems: ['unsafe_url', 'encryption_off'],
    secretAnswer: ['secret'],
    handle: async ({ body, principal, seed }, reply): Promise<WebhookWithSecretResource> => {
      assertOwnChannels(principal, body.channels)
      await assertSafe(body.url, outbound)
      const { webhook, secret } = changedOrThrow(seed, await pipeline.createWebhook(seed, body, principal.name), body)
      reply.code(201).header('location', `${WEBHOOKS}/${webhook.id}`)
      return { ...tagged(reply, webhook), secret }
    },
  })
}

function routePage(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...ACCESS,
    method: 'GET',
    url: WEBHOOKS,
    summary: 'List webhooks, newest first',
    query: pageQuery,
    answers: { 200: success('A page of webhooks', webhookPageResource) },
    problems: ['bad_cursor'],
    handle: async ({ query, principal }): Promise<WebhookPageResource> => {
      const page = await pipeline.pageOfWebhooks(principal.channels, query.limit, query.cursor ?? null)
      return { webhooks: page.webhooks.map(webhookResourceOf), nextCursor: page.nextCursor }
    },
  })
}

function routeOne(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...ONE,
    method: 'GET',
    url: `${WEBHOOKS}/:id`,
    summary: 'A webhook',
    answers: { 200: success('The webhook', webhookResource) },
    handle: async ({ params }, reply): Promise<WebhookResource> => {
      const webhook = await pipeline.getWebhook(params.id)
      if (!webhook) throw notFound('webhook', params.id)
      return tagged(reply, webhook)
    },
  })
}

function routeChange(app: FastifyInstance, pipeline: PipelineCalls, outbound: Outbound): void {
  route(app, {
    ...ONE,
    method: 'PATCH',
    url: `${WEBHOOKS}/:id`,
    summary: 'Change, enable or disable a webhook',
    body: webhookChangeBody,
    answers: { 200: success('The webhook', webhookResource) },
    problems: ['unsafe_url'],
    conditional: true,
    handle: async (request, reply): Promise<WebhookResource> => {
      const { body, params, principal } = request
      if (body.channels !== undefined) assertOwnChannels(principal, body.channels)
      if (body.url !== undefined) await assertSafe(body.url, outbound)
      const changed = await pipeline.updateWebhook(params.id, body, ifMatch(request))
      return tagged(reply, changedOrThrow(params.id, changed, body).webhook)
    },
  })
}

function routeDelete(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...ONE,
    method: 'DELETE',
    url: `${WEBHOOKS}/:id`,
    summary: 'Delete a webhook and its deliveries',
    answers: { 204: nothing('It is gone') },
    conditional: true,
    handle: async (request, reply): Promise<FastifyReply> => {
      changedOrThrow(request.params.id, await pipeline.deleteWebhook(request.params.id, ifMatch(request)))
      return reply.code(204).send()
    },
  })
}

function routeRotate(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...ONE,
    method: 'POST',
    url: `${WEBHOOKS}/:id/rotate-secret`,
    summary: 'Give a webhook another secret',
    description: 'The new secret is shown this once. For 24 hours messages are signed with the former one as well.',
    answers: { 200: success('The webhook, and its new secret', webhookWithSecretResource) },
    problems: ['encryption_off'],
    conditional: true,
    secretAnswer: ['secret'],
    handle: async (request, reply): Promise<WebhookWithSecretResource> => {
      const rotated = await pipeline.rotateSecret(request.params.id, ifMatch(request))
      const { webhook, secret } = changedOrThrow(request.params.id, rotated)
      return { ...tagged(reply, webhook), secret }
    },
  })
}
