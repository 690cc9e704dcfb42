import { FAULTS_MOST, orderSchema, type Fault, type Voice } from '@reelyard/core'
import type { ArtifactView, VideoSummary, VideoView } from '@reelyard/pipeline'
import type { FastifyInstance } from 'fastify'
import { problemResponses, success } from '../api-description.ts'
import type { PipelineCalls } from '../app.ts'
import { emptyBody } from '../body/json-body.ts'
import { idParams, knownId, notFound, type IdParams } from '../ids.ts'
import { Problem } from '../problem/problem.ts'
import { DOWN } from '../problem/table.ts'
import { pageQuery, type PageQuery } from '../query.ts'
import {
  artifactListResource,
  submittedResource,
  videoPageResource,
  videoResource,
  type ArtifactListResource,
  type ArtifactResource,
  type SubmittedResource,
  type VideoPageResource,
  type VideoResource,
  type VideoSummaryResource,
} from '../resources.ts'

const TAGS = ['videos']
const BODY_PROBLEMS = [
  'malformed_json',
  'empty_body',
  'bad_request',
  'body_too_large',
  'unsupported_media_type',
] as const

interface VideoRoutesOptions {
  pipeline: PipelineCalls
  voices: readonly Voice[]
}

/** Orders, and what becomes of them. */
export async function videoRoutes(app: FastifyInstance, { pipeline, voices }: VideoRoutesOptions): Promise<void> {
  routeOrder(app, pipeline, voices)
  routePage(app, pipeline)
  routeVideo(app, pipeline)
  routeFiles(app, pipeline)
}

function routeOrder(app: FastifyInstance, pipeline: PipelineCalls, voices: readonly Voice[]): void {
  const schema = {
    tags: TAGS,
    summary: 'Order a video',
    body: orderSchema,
    response: {
      202: success('The order was taken; Location names the video', submittedResource),
      ...problemResponses(...BODY_PROBLEMS, 'invalid_order', ...DOWN),
    },
  }
  app.post<{ Body: unknown }>('/v1/videos', { schema }, async (request, reply): Promise<SubmittedResource> => {
    if (request.body === undefined) throw emptyBody()
    const { videoId, faults } = await pipeline.submit(request.body, voices)
    if (faults) throw invalidOrder(faults)
    request.log.info({ video: videoId }, 'order taken')
    reply.code(202).header('location', selfOf(videoId))
    return { id: videoId, status: 'pending', links: linksOf(videoId) }
  })
}

function routePage(app: FastifyInstance, pipeline: PipelineCalls): void {
  const schema = {
    tags: TAGS,
    summary: 'List videos, newest first',
    querystring: pageQuery,
    response: {
      200: success('A page of videos', videoPageResource),
      ...problemResponses('invalid_query', 'bad_cursor', ...DOWN),
    },
  }
  app.get<{ Querystring: PageQuery }>('/v1/videos', { schema }, async ({ query }): Promise<VideoPageResource> => {
    const { videos, nextCursor } = await pipeline.pageOfVideos(query.limit, query.cursor ?? null)
    return { videos: videos.map(summaryResource), nextCursor }
  })
}

function routeVideo(app: FastifyInstance, pipeline: PipelineCalls): void {
  const schema = {
    tags: TAGS,
    summary: 'A video: status, progress, tasks',
    params: idParams,
    response: { 200: success('The video', videoResource), ...problemResponses('video_not_found', ...DOWN) },
  }
  app.get<{ Params: IdParams }>('/v1/videos/:id', { schema }, async ({ params }): Promise<VideoResource> => {
    const video = await pipeline.getVideo(knownId(params, 'video_not_found'))
    if (!video) throw notFound(params.id, 'video_not_found')
    return resourceOf(video)
  })
}

function routeFiles(app: FastifyInstance, pipeline: PipelineCalls): void {
  const schema = {
    tags: TAGS,
    summary: 'The files that a video has so far',
    params: idParams,
    response: { 200: success('Its files', artifactListResource), ...problemResponses('video_not_found', ...DOWN) },
  }
  app.get<{ Params: IdParams }>(
    '/v1/videos/:id/artifacts',
    { schema },
    async ({ params }): Promise<ArtifactListResource> => {
      const artifacts = await pipeline.artifactsOf(knownId(params, 'video_not_found'))
      if (!artifacts) throw notFound(params.id, 'video_not_found')
      return { artifacts: artifacts.map(artifactResourceOf) }
    },
  )
}

function invalidOrder(errors: readonly Fault[]): Problem {
  const first = errors[0]?.message ?? ''
  const rest = errors.length - 1
  const others = errors.length >= FAULTS_MOST ? ` And ${rest} or more others.` : rest > 0 ? ` And ${rest} more.` : ''
  return new Problem('invalid_order', { detail: `${first}${others}`, errors })
}

function selfOf(videoId: string): string {
  return `/v1/videos/${videoId}`
}

function linksOf(videoId: string) {
  return { self: selfOf(videoId), artifacts: `${selfOf(videoId)}/artifacts` }
}

function summaryResource(video: VideoSummary): VideoSummaryResource {
  const { id, channel, title, status, progress, priority, sceneCount, createdAt, endedAt } = video
  return { id, channel, title, status, progress, priority, sceneCount, createdAt, endedAt, links: linksOf(id) }
}

function resourceOf(video: VideoView): VideoResource {
  return {
    ...summaryResource(video),
    order: video.order,
    tasks: video.tasks.map((task) => ({
      ...task,
      error: task.error && { code: task.error.code, message: task.error.message },
    })),
  }
}

function artifactResourceOf(artifact: ArtifactView): ArtifactResource {
  return { ...artifact, links: { content: `/v1/artifacts/${artifact.id}/content` } }
}
