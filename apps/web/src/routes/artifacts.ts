import type { ArtifactStore } from '@reelyard/artifacts'
import type { FastifyInstance } from 'fastify'
import { idParams, notFound } from '../access/objects.ts'
import { route } from '../access/route.ts'
import type { PipelineCalls } from '../app.ts'
import { CONTENT_ANSWERS, CONTENT_HEADERS, CONTENT_PROBLEMS, sendArtifact } from '../content/artifact-content.ts'

interface ArtifactRoutesOptions {
  pipeline: PipelineCalls
  store: ArtifactStore
}

/** The content of artifacts. */
export async function artifactRoutes(app: FastifyInstance, { pipeline, store }: ArtifactRoutesOptions): Promise<void> {
  route(app, {
    method: ['GET', 'HEAD'],
    url: '/v1/artifacts/:id/content',
    access: 'videos:read',
    object: 'artifact',
    tag: 'artifacts',
    summary: 'The file itself; takes Range, If-Range and If-None-Match',
    params: idParams,
    headers: CONTENT_HEADERS,
    answers: CONTENT_ANSWERS,
    problems: CONTENT_PROBLEMS,
    handle: async (request, reply) => {
      const artifact = await pipeline.getArtifact(request.params.id)
      if (!artifact) throw notFound('artifact', request.params.id)
      return sendArtifact(request, reply, store, artifact)
    },
  })
}
