import { mayKnow, type Principal } from '@reelyard/core'
import { videoTag, type VideoFilter } from '@reelyard/pipeline'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { success } from '../../api-description.ts'
import { idParams, notFound } from '../../access/objects.ts'
import { route } from '../../access/route.ts'
import type { AppOptions } from '../../app.ts'
import { alreadyHas, IF_NONE_MATCH, NOT_MODIFIED } from '../../content/preconditions.ts'
import {
  artifactListResource,
  videoPageResource,
  videoResource,
  type ArtifactListResource,
  type VideoPageResource,
  type VideoResource,
} from '../../resources.ts'
import {
  artifactResourceOf,
  resourceOf,
  summaryResource,
  videoListQuery,
  type VideoListQuery,
} from '../../resources/videos.ts'

type ReadOptions = Pick<AppOptions, 'pipeline'>

const SCOPE = { access: 'videos:read', tag: 'videos' } as const

export function routePage(app: FastifyInstance, { pipeline }: ReadOptions): void {
  route(app, {
    ...SCOPE,
    method: 'GET',
    url: '/v1/videos',
    summary: 'List videos, newest first',
    description: 'What all of the filters let through. Pages stay stable while videos are added.',
    query: videoListQuery,
    answers: { 200: success('A page of videos', videoPageResource) },
    problems: ['bad_cursor'],
    handle: async ({ query, principal }): Promise<VideoPageResource> => {
      const { limit, cursor = null } = query
      const { videos, nextCursor } = await pipeline.pageOfVideos(limit, cursor, filterOf(query, principal))
      return { videos: videos.map(summaryResource), nextCursor }
    },
  })
}

/** A channel that the key may not know of has no videos, as one that there is not. */
function filterOf({ limit: _limit, cursor: _cursor, ...query }: VideoListQuery, principal: Principal): VideoFilter {
  const { status, channel, ...rest } = query
  const allowed = channel === undefined || mayKnow(principal, channel)
  const channels = channel === undefined ? principal.channels : allowed ? [channel] : []
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  return {
    ...(Object.fromEntries(given) as VideoFilter),
    ...(status === undefined ? {} : { statuses: status }),
    ...(channels === null ? {} : { channels }),
  }
}

export function routeVideo(app: FastifyInstance, { pipeline }: ReadOptions): void {
  route(app, {
    ...SCOPE,
    method: 'GET',
    url: '/v1/videos/:id',
    object: 'video',
    summary: 'A video: status, progress, tasks',
    description: 'Its `ETag` changes with all that is shown of it; takes If-None-Match.',
    params: idParams,
    headers: IF_NONE_MATCH,
    answers: { 200: success('The video', videoResource), ...NOT_MODIFIED },
    handle: async ({ params, headers }, reply): Promise<VideoResource | FastifyReply> => {
      const video = await pipeline.getVideo(params.id)
      if (!video) throw notFound('video', params.id)
      const tag = videoTag(video)
      reply.header('etag', tag).header('cache-control', 'no-cache')
      return alreadyHas(headers['if-none-match'], tag) ? reply.code(304).send() : resourceOf(video)
    },
  })
}

export function routeFiles(app: FastifyInstance, { pipeline }: ReadOptions): void {
  route(app, {
    ...SCOPE,
    method: 'GET',
    url: '/v1/videos/:id/artifacts',
    object: 'video',
    summary: 'The files that a video has so far',
    params: idParams,
    answers: { 200: success('Its files', artifactListResource) },
    handle: async ({ params }): Promise<ArtifactListResource> => {
      const artifacts = await pipeline.artifactsOf(params.id)
      if (!artifacts) throw notFound('video', params.id)
      return { artifacts: artifacts.map(artifactResourceOf) }
    },
  })
}
