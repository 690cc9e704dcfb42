/** The content of an artifact as an answer: whole, a range of it, or only what is known of it. */
import type { ArtifactStore } from '@reelyard/artifacts'
import { baseMediaType } from '@reelyard/core'
import type { ArtifactView } from '@reelyard/pipeline'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { success } from '../api-description.ts'
import { Problem } from '../problem/problem.ts'
import type { ProblemCode } from '../problem/table.ts'
import { loggable } from '../request-log.ts'
import { contentType, disposition } from './file-name.ts'
import { alreadyHas, entityTag, IF_NONE_MATCH, NOT_MODIFIED, rangeStillValid } from './preconditions.ts'
import { readRange, type Span } from './range.ts'

/** Types that can run scripts in a browser, or load others. */
const ACTIVE = /^(text\/html|application\/xhtml\+xml|image\/svg\+xml|(text|application)\/xml)$/

const bytes = z.any().describe('The bytes of the file, of the type that the artifact names.')

/** What a route that sends content reads. */
export const CONTENT_HEADERS = {
  range: z.string().optional().describe('One range of bytes, as `bytes=0-999`.'),
  'if-range': z
    .string()
    .optional()
    .describe('The `ETag` that the range belongs to: all of the file where it is another.'),
  ...IF_NONE_MATCH,
}

/** What a route that sends content answers with. */
export const CONTENT_ANSWERS = {
  200: success('The file', bytes, '*/*'),
  206: success('The range of it that the request names', bytes, '*/*'),
  ...NOT_MODIFIED,
}

/** The problems of such a route, besides that there is no such artifact. */
export const CONTENT_PROBLEMS = [
  'range_not_satisfiable',
  'artifact_unavailable',
] as const satisfies readonly ProblemCode[]

/** A file never changes: its id may be kept for good. */
const FOR_GOOD = 'private, max-age=31536000, immutable'

/** Answers GET and HEAD; heeds Range, If-Range and If-None-Match. */
export async function sendArtifact(
  request: FastifyRequest,
  reply: FastifyReply,
  store: ArtifactStore,
  artifact: ArtifactView,
  cacheControl = FOR_GOOD,
): Promise<FastifyReply> {
  const tag = entityTag(artifact.sha256)
  // Only a success is described: a problem must not bear the headers of the file.
  const describe = () => describeFile(reply, artifact, cacheControl)
  if (alreadyHas(request.headers['if-none-match'], tag)) return describe().code(304).send()
  if (request.method === 'HEAD') return describe().header('content-length', artifact.bytes).send()
  const span = wantedSpan(request, artifact, tag)
  const stream = await openContent(reply, store, artifact, span)
  describe().header('content-length', span ? span.end - span.start + 1 : artifact.bytes)
  if (span) reply.code(206).header('content-range', `bytes ${span.start}-${span.end}/${artifact.bytes}`)
  return reply.send(stream)
}

function wantedSpan({ headers }: Pick<FastifyRequest, 'headers'>, artifact: ArtifactView, tag: string): Span | null {
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

async function openContent(reply: FastifyReply, store: ArtifactStore, artifact: ArtifactView, span: Span | null) {
  const { stream, bytes } = await store.open(artifact.sha256, span ?? undefined)
  const expected = span ? span.end - span.start + 1 : artifact.bytes
  if (bytes !== expected) {
    stream.destroy()
    throw new Problem('artifact_unavailable', { detail: 'Its file does not have the size that it should have.' })
  }
  stream.on('error', (error) => reply.log.error({ artifact: artifact.id, error: loggable(error) }, 'a file broke off'))
  return stream
}

/** The headers that every answer about this file has. */
function describeFile(reply: FastifyReply, artifact: ArtifactView, cacheControl: string): FastifyReply {
  const policy = ACTIVE.test(baseMediaType(artifact.mediaType))
    ? "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    : null
  return reply.headers({
    'content-type': contentType(artifact.mediaType),
    'content-disposition': disposition(artifact),
    'accept-ranges': 'bytes',
    'cache-control': cacheControl,
    etag: entityTag(artifact.sha256),
    ...(policy === null ? {} : { 'content-security-policy': policy }),
  })
}
