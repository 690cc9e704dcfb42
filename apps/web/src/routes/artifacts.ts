import type { ArtifactStore } from '@reelyard/artifacts'
import { baseMediaType } from '@reelyard/core'
import type { ArtifactView } from '@reelyard/pipeline'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { problemResponses, success } from '../api-description.ts'
import type { PipelineCalls } from '../app.ts'
import { contentType, disposition } from '../content/file-name.ts'
import { alreadyHas, entityTag, rangeStillValid } from '../content/preconditions.ts'
import { readRange, type Span } from '../content/range.ts'
import { idParams, knownId, notFound, type IdParams } from '../ids.ts'
import { Problem } from '../problem/problem.ts'
import { DOWN } from '../problem/table.ts'
import { loggable } from '../request-log.ts'

/** Types that can run scripts in a browser, or load others. */
const ACTIVE = /^(text\/html|application\/xhtml\+xml|image\/svg\+xml|(text|application)\/xml)$/

const bytes = z.any().describe('The bytes of the file, of the type that the artifact names.')

interface ArtifactRoutesOptions {
  pipeline: PipelineCalls
  store: ArtifactStore
}

/** The content of artifacts. */
export async function artifactRoutes(app: FastifyInstance, { pipeline, store }: ArtifactRoutesOptions): Promise<void> {
  app.route<{ Params: IdParams }>({
    method: ['GET', 'HEAD'],
    url: '/v1/artifacts/:id/content',
    schema: {
      tags: ['artifacts'],
      summary: 'The file itself; takes Range, If-Range and If-None-Match',
      params: idParams,
      response: {
        200: success('The file', bytes, '*/*'),
        206: success('The range of it that the request names', bytes, '*/*'),
        ...problemResponses('artifact_not_found', 'range_not_satisfiable', 'artifact_unavailable', ...DOWN),
      },
    },
    handler: async (request, reply) => {
      const artifact = await pipeline.getArtifact(knownId(request.params, 'artifact_not_found'))
      if (!artifact) throw notFound(request.params.id, 'artifact_not_found')
      const tag = entityTag(artifact.sha256)
      if (alreadyHas(request.headers['if-none-match'], tag)) {
        return describeFile(reply, artifact).code(304).send()
      }
      if (request.method === 'HEAD')
        return describeFile(reply, artifact).header('content-length', artifact.bytes).send()
      return sendContent(reply, store, artifact, wantedSpan(request, artifact, tag))
    },
  })
}

function wantedSpan({ headers }: FastifyRequest, artifact: ArtifactView, tag: string): Span | null {
  if (!rangeStillValid(headers['if-range'] as string | undefined, tag)) return null
  const span = readRange(headers.range, artifact.bytes)
  if (span === 'none') {
    throw new Problem('range_not_satisfiable', {
      detail: `The file has ${artifact.bytes} bytes.`,
      headers: { 'content-range': `bytes */${artifact.bytes}`, 'accept-ranges': 'bytes' },
    })
  }
  return span === 'all' ? null : span
}

async function sendContent(reply: FastifyReply, store: ArtifactStore, artifact: ArtifactView, span: Span | null) {
  const { stream, bytes } = await store.open(artifact.sha256, span ?? undefined)
  const expected = span ? span.end - span.start + 1 : artifact.bytes
  if (bytes !== expected) {
    stream.destroy()
    throw new Problem('artifact_unavailable', { detail: 'Its file does not have the size that it should have.' })
  }
  stream.on('error', (error) => reply.log.error({ artifact: artifact.id, error: loggable(error) }, 'a file broke off'))
  describeFile(reply, artifact).header('content-length', bytes)
  if (span) reply.code(206).header('content-range', `bytes ${span.start}-${span.end}/${artifact.bytes}`)
  return reply.send(stream)
}

/** The headers that every answer about this file has. A file never changes: its id may be kept for good. */
function describeFile(reply: FastifyReply, artifact: ArtifactView): FastifyReply {
  const policy = ACTIVE.test(baseMediaType(artifact.mediaType))
    ? "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    : null
  return reply.headers({
    'content-type': contentType(artifact.mediaType),
    'content-disposition': disposition(artifact),
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    etag: entityTag(artifact.sha256),
    ...(policy === null ? {} : { 'content-security-policy': policy }),
  })
}
