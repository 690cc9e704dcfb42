import { orderSchema, type Fault } from '@reelyard/core'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { success } from '../../api-description.ts'
import { route } from '../../access/route.ts'
import type { AppOptions } from '../../app.ts'
import { registerNdjsonBody } from '../../body/ndjson-body.ts'
import { checkedByHandler } from '../../input.ts'
import { ORDER_PROBLEMS, problemOfOrder } from '../../problem/of-order.ts'
import { batchResource, submittedOf, type BatchResource } from '../../resources/videos.ts'

/** Orders, and bytes of all and of one of them. */
const LIMITS = { lines: 500, lineBytes: 2 * 1024 * 1024, bytes: 32 * 1024 * 1024 }

const DESCRIPTION = `All of them, or none where one is wrong: a fault's pointer begins with the index of its order, from 0.
Send a JSON array, or \`application/x-ndjson\`, an order a line.`

/** Many orders at once. The only route that takes lines of JSON. */
export async function routeBatch(
  app: FastifyInstance,
  { pipeline, voices }: Pick<AppOptions, 'pipeline' | 'voices'>,
): Promise<void> {
  await app.register(async (scope) => {
    registerNdjsonBody(scope, LIMITS)
    route(scope, {
      method: 'POST',
      url: '/v1/videos/batch',
      access: 'videos:write',
      tag: 'videos',
      summary: 'Order up to 500 videos at once',
      description: DESCRIPTION,
      body: checkedByHandler(z.array(orderSchema).min(1).max(LIMITS.lines)),
      consumes: ['application/json', 'application/x-ndjson'],
      bodyLimit: LIMITS.bytes,
      answers: { 202: success('All orders were taken', batchResource) },
      problems: ORDER_PROBLEMS,
      handle: async ({ body, principal, seed, log }, reply): Promise<BatchResource> => {
        const orders = ordersIn(body)
        const taken = await pipeline.submitBatch(orders, voices, { seed, channels: principal.channels })
        if (!taken.videos) throw problemOfOrder(taken)
        log.info({ videos: taken.videos.length }, 'orders taken')
        reply.code(202)
        return { videos: taken.videos.map(({ videoId, warnings }) => submittedOf(videoId, warnings)) }
      },
    })
  })
}

/** Throws Problem. */
function ordersIn(body: unknown): unknown[] {
  if (!Array.isArray(body)) throw faulty('wrong_type', 'The body must be a list of orders.')
  if (body.length === 0) throw faulty('too_few', 'The list must have at least one order.')
  if (body.length > LIMITS.lines)
    throw faulty('too_many', `The list has ${body.length} orders; the limit is ${LIMITS.lines}.`)
  return body
}

function faulty(code: Fault['code'], message: string) {
  return problemOfOrder({ faults: [{ pointer: '', code, message }] })
}
