import { orderSchema } from '@reelyard/core'
import type { FastifyInstance } from 'fastify'
import { success } from '../../api-description.ts'
import { route } from '../../access/route.ts'
import type { AppOptions } from '../../app.ts'
import { checkedByHandler } from '../../input.ts'
import { ORDER_PROBLEMS, problemOfOrder } from '../../problem/of-order.ts'
import { submittedResource, type SubmittedResource } from '../../resources.ts'
import { previewResource, selfOf, submitQuery, submittedOf, type PreviewResource } from '../../resources/videos.ts'

/** One order, taken or looked at. */
export function routeOrder(app: FastifyInstance, { pipeline, voices }: Pick<AppOptions, 'pipeline' | 'voices'>): void {
  route(app, {
    method: 'POST',
    url: '/v1/videos',
    access: 'videos:write',
    tag: 'videos',
    summary: 'Order a video',
    query: submitQuery,
    body: checkedByHandler(orderSchema),
    answers: {
      200: success('Of a dry run: what the order would come to', previewResource),
      202: success('The order was taken; Location names the video', submittedResource),
    },
    problems: ORDER_PROBLEMS,
    handle: async ({ body, query, principal, seed, log }, reply): Promise<SubmittedResource | PreviewResource> => {
      const { channels } = principal
      if (query.dryRun === 'true') {
        const { preview, ...wrong } = await pipeline.previewOrder(body, voices, channels)
        if (!preview) throw problemOfOrder(wrong)
        return { valid: true, ...preview }
      }
      const { videoId, warnings, ...wrong } = await pipeline.submit(body, voices, { seed, channels })
      if (videoId === undefined) throw problemOfOrder(wrong)
      log.info({ video: videoId }, 'order taken')
      reply.code(202).header('location', selfOf(videoId))
      return submittedOf(videoId, warnings)
    },
  })
}
