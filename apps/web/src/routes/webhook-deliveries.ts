import type { FastifyInstance } from 'fastify'
import { idParams, notFound } from '../access/objects.ts'
import { route } from '../access/route.ts'
import { success } from '../api-description.ts'
import type { PipelineCalls } from '../app.ts'
import { Problem } from '../problem/problem.ts'
import {
  deliveryPageResource,
  deliveryQuery,
  deliveryResource,
  wholeDeliveryResource,
  type DeliveryPageResource,
  type DeliveryResource,
  type WholeDeliveryResource,
} from '../resources/webhooks.ts'
import { DELIVERIES, deliveryResourceOf, WEBHOOKS } from '../webhooks/answers.ts'
import { ANSWER_WITHIN_MS, send, type Outbound } from '../webhooks/send.ts'

interface DeliveryRoutesOptions {
  pipeline: PipelineCalls
  outbound: Outbound
}

/** What became of results on their way. */
export function deliveryRoutes(app: FastifyInstance, { pipeline, outbound }: DeliveryRoutesOptions): void {
  routeTest(app, pipeline, outbound)
  routePage(app, pipeline)
  routeOne(app, pipeline)
  routeReplay(app, pipeline)
}

const ACCESS = { access: 'channels:admin', tag: 'webhooks', params: idParams } as const

function routeTest(app: FastifyInstance, pipeline: PipelineCalls, outbound: Outbound): void {
  route(app, {
    ...ACCESS,
    object: 'webhook',
    method: 'POST',
    url: `${WEBHOOKS}/:id/test`,
    summary: 'Send a test now',
    description: 'Sends `webhook.test` once and answers with what came back, within 20 s; also where it is disabled.',
    answers: { 200: success('The delivery, with what came back', wholeDeliveryResource) },
    handle: async ({ params }): Promise<WholeDeliveryResource> => {
      const test = await pipeline.composeTest(params.id)
      const kept = test && (await pipeline.keepTest(test, await send(test, outbound, ANSWER_WITHIN_MS)))
      if (!kept) throw notFound('webhook', params.id)
      return wholeDelivery(pipeline, kept.id)
    },
  })
}

function routePage(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...ACCESS,
    object: 'webhook',
    method: 'GET',
    url: `${WEBHOOKS}/:id/deliveries`,
    summary: 'List the deliveries of a webhook, newest first',
    query: deliveryQuery,
    answers: { 200: success('A page of deliveries', deliveryPageResource) },
    problems: ['bad_cursor'],
    handle: async ({ params, query, principal: { channels } }): Promise<DeliveryPageResource> => {
      const filter = { webhookId: params.id, state: query.state ?? null, channels }
      const page = await pipeline.pageOfDeliveries(filter, query.limit, query.cursor ?? null)
      if (!page) throw notFound('webhook', params.id)
      return { deliveries: page.deliveries.map(deliveryResourceOf), nextCursor: page.nextCursor }
    },
  })
}

function routeOne(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...ACCESS,
    object: 'webhook_delivery',
    method: 'GET',
    url: `${DELIVERIES}/:id`,
    summary: 'A delivery: what was sent, and what came back',
    answers: { 200: success('The delivery', wholeDeliveryResource) },
    handle: ({ params }): Promise<WholeDeliveryResource> => wholeDelivery(pipeline, params.id),
  })
}

function routeReplay(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...ACCESS,
    object: 'webhook_delivery',
    method: 'POST',
    url: `${DELIVERIES}/:id/replay`,
    summary: 'Send a delivery once more',
    description: 'A new delivery with the same `webhook-id` and body, and a new time.',
    answers: { 202: success('The new delivery', deliveryResource) },
    problems: ['webhook_disabled'],
    handle: async ({ params, seed }, reply): Promise<DeliveryResource> => {
      const replay = await pipeline.replayDelivery(params.id, seed)
      if (replay === 'unknown_delivery') throw notFound('webhook_delivery', params.id)
      if (replay === 'webhook_disabled') {
        throw new Problem('webhook_disabled', { detail: 'Enable the webhook first: nothing is sent to it now.' })
      }
      reply.code(202).header('location', `${DELIVERIES}/${replay.id}`)
      return deliveryResourceOf(replay)
    },
  })
}

async function wholeDelivery(pipeline: PipelineCalls, id: string): Promise<WholeDeliveryResource> {
  const found = await pipeline.getDelivery(id)
  if (!found) throw notFound('webhook_delivery', id)
  return { ...deliveryResourceOf(found.delivery), body: found.delivery.body, attempts: found.tries }
}
