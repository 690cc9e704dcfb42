import { videoTag } from '@reelyard/pipeline'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { nothing, success } from '../../api-description.ts'
import { idParams, notFound } from '../../access/objects.ts'
import { route } from '../../access/route.ts'
import type { AppOptions, PipelineCalls } from '../../app.ts'
import { ifMatch } from '../../content/preconditions.ts'
import { problemOfRefusal } from '../../problem/of-refusal.ts'
import { Problem } from '../../problem/problem.ts'
import { loggable } from '../../request-log.ts'
import { videoResource, type VideoResource } from '../../resources.ts'
import { noteBody, resourceOf, videoChangeBody } from '../../resources/videos.ts'

type ChangeOptions = Pick<AppOptions, 'pipeline' | 'store'>

const SCOPE = { access: 'videos:write', tag: 'videos', object: 'video', params: idParams, conditional: true } as const

/** A file that was written less than this ago may be somebody's who has not said so yet: a sweep removes it later. */
const SETTLED_MS = 3_600_000

export function routeChange(app: FastifyInstance, { pipeline }: ChangeOptions): void {
  route(app, {
    ...SCOPE,
    method: 'PATCH',
    url: '/v1/videos/:id',
    summary: 'Change priority or metadata',
    body: videoChangeBody,
    answers: { 200: success('The video as it is now', videoResource) },
    handle: async (request, reply): Promise<VideoResource> => {
      const { id } = request.params
      const video = await pipeline.changeVideo(id, request.body, ifMatch(request))
      if (!video) throw notFound('video', id)
      reply.header('etag', videoTag(video))
      return resourceOf(video)
    },
  })
}

export function routeCancel(app: FastifyInstance, { pipeline }: ChangeOptions): void {
  route(app, {
    ...SCOPE,
    method: 'POST',
    url: '/v1/videos/:id/cancel',
    summary: 'End a video for good',
    description: 'Scripts that run for it are ended, on whatever worker.',
    body: noteBody,
    answers: { 200: success('The video as it is now', videoResource) },
    problems: ['video_ended'],
    handle: async (request, reply): Promise<VideoResource> => {
      const { id } = request.params
      const outcome = await pipeline.cancel(id, request.principal.name, request.body?.note, ifMatch(request))
      if (outcome === 'unknown_video') throw notFound('video', id)
      if (outcome === 'ended') throw new Problem('video_ended', { detail: 'Nothing of it was left to cancel.' })
      return current(pipeline, id, reply)
    },
  })
}

export function routeRetry(app: FastifyInstance, { pipeline }: ChangeOptions): void {
  route(app, {
    ...SCOPE,
    method: 'POST',
    url: '/v1/videos/:id/retry',
    summary: 'Try all again that has failed for good',
    body: noteBody,
    answers: { 200: success('The video as it is now', videoResource) },
    problems: ['nothing_to_retry', 'video_ended', 'wrong_state'],
    handle: async (request, reply): Promise<VideoResource> => {
      const { id } = request.params
      const decider = { by: request.principal.name, note: request.body?.note }
      const outcome = await pipeline.retryVideo(id, decider, ifMatch(request))
      if (outcome === 'unknown_video') throw notFound('video', id)
      if (outcome === 'nothing_to_retry') throw new Problem('nothing_to_retry', { detail: 'No task of it has failed.' })
      if (outcome !== 'retried') throw problemOfRefusal(outcome, id)
      return current(pipeline, id, reply)
    },
  })
}

export function routeDelete(app: FastifyInstance, { pipeline, store }: ChangeOptions): void {
  route(app, {
    ...SCOPE,
    method: 'DELETE',
    url: '/v1/videos/:id',
    summary: 'Delete a video that has ended, with its files',
    description: 'Files that others use as well stay. One that is less than an hour old is removed some time later.',
    answers: { 204: nothing('It is gone') },
    problems: ['video_running'],
    handle: async (request, reply): Promise<FastifyReply> => {
      const { id } = request.params
      const deleted = await pipeline.deleteVideo(id, request.principal.name, ifMatch(request))
      if (deleted.outcome === 'unknown_video') throw notFound('video', id)
      if (deleted.outcome === 'running') {
        throw new Problem('video_running', { detail: 'Only a video that has ended can be deleted: cancel it first.' })
      }
      request.log.info({ video: id, files: deleted.files.length }, 'video deleted')
      for (const file of deleted.files) {
        await store.remove(file, SETTLED_MS).catch((error: unknown) => {
          request.log.warn({ file, error: loggable(error) }, 'could not remove a file; a sweep will')
        })
      }
      return reply.code(204).send()
    },
  })
}

async function current(pipeline: PipelineCalls, id: string, reply: FastifyReply): Promise<VideoResource> {
  const video = await pipeline.getVideo(id)
  if (!video) throw notFound('video', id)
  reply.header('etag', videoTag(video))
  return resourceOf(video)
}
