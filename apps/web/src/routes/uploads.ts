import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { baseMediaType, DEFAULT_CHANNEL, faultsOf, mayKnow, type Principal } from '@reelyard/core'
import type { ArtifactView } from '@reelyard/pipeline'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { idParams, notFound } from '../access/objects.ts'
import { route } from '../access/route.ts'
import { nothing, success } from '../api-description.ts'
import type { AppOptions, PipelineCalls } from '../app.ts'
import { emptyBody } from '../body/json-body.ts'
import { checkedByHandler, pageQuery } from '../input.ts'
import { Problem } from '../problem/problem.ts'
import { loggable } from '../request-log.ts'
import { artifactResource, type ArtifactResource } from '../resources.ts'
import {
  uploadBody,
  uploadPageResource,
  uploadResource,
  type UploadPageResource,
  type UploadResource,
} from '../resources/artifacts.ts'
import { withFetched } from '../upload/fetch-picture.ts'
import { InvalidPictureError } from '../upload/invalid-picture.ts'
import { PICTURE_TYPES, readPicture, type Picture } from '../upload/picture.ts'
import { tooLarge, UPLOAD_LIMIT, withReceived } from '../upload/receive.ts'
import { assertMayKnow } from './channel-problems.ts'

const TAG = 'artifacts'

/** A file younger than that may be somebody's who has put the same bytes and not said so yet. */
const SETTLED_MS = 3_600_000

const channel = z.string().min(1).max(64).default(DEFAULT_CHANNEL).describe('Whose orders may use it.')

/** Single artifacts, and pictures that are uploaded. */
export async function uploadRoutes(app: FastifyInstance, options: AppOptions): Promise<void> {
  // Here only: the body is handed on as a stream.
  app.addContentTypeParser([...PICTURE_TYPES], (_request, payload, done) => done(null, payload))
  routeUpload(app, options)
  routePage(app, options.pipeline)
  routeArtifact(app, options.pipeline)
  routeDelete(app, options)
}

function routeUpload(app: FastifyInstance, { pipeline, store, outbound = {} }: AppOptions): void {
  route(app, {
    method: 'POST',
    url: '/v1/artifacts',
    access: 'videos:write',
    tag: TAG,
    summary: 'Upload a picture for scenes',
    description:
      'The body is the picture, or JSON with the URL where it is. A still PNG, JPEG, WebP or GIF: 20 MiB, 50 megapixels, ' +
      '16 to 16,384 pixels a side. Name its `id` as the `image` of a scene.',
    query: z.strictObject({ channel }),
    body: checkedByHandler(uploadBody),
    consumes: ['application/json', ...PICTURE_TYPES],
    answers: { 201: success('The picture; Location names it', uploadResource) },
    problems: ['channel_not_found', 'invalid_upload', 'unsafe_url'],
    handle: async (request, reply): Promise<UploadResource> => {
      const { channel } = request.query
      await assertChannel(pipeline, request.principal, channel)
      const take = async (path: string, declared: string) => {
        const picture = await examine(path, declared)
        return { picture, file: await store.put(path) }
      }
      const { picture, file } = await (request.body instanceof Readable
        ? withReceived(bodyOf(request), (path) => take(path, baseMediaType(request.headers['content-type'] ?? '')))
        : withFetched(urlOf(request.body), outbound, take))
      const { mediaType, width, height } = picture
      const artifact = await pipeline.storeUpload({ id: request.seed, channelId: channel, mediaType, ...file })
      if (!artifact) throw notFound('channel', channel)
      const links = { self: `/v1/artifacts/${artifact.id}`, ...resourceOf(artifact).links }
      reply.code(201).header('location', links.self)
      return { ...resourceOf(artifact), width, height, links }
    },
  })
}

function routePage(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'GET',
    url: '/v1/artifacts',
    access: 'videos:read',
    tag: TAG,
    summary: 'List uploaded pictures, newest first',
    query: pageQuery.extend({ channel: z.string().min(1).max(64).optional().describe('Default: all.') }),
    answers: { 200: success('A page of pictures', uploadPageResource) },
    problems: ['bad_cursor'],
    handle: async ({ principal, query }): Promise<UploadPageResource> => {
      const channels = query.channel === undefined ? principal.channels : knownAmong(principal, query.channel)
      const { artifacts, nextCursor } = await pipeline.pageOfUploads(channels, query.limit, query.cursor ?? null)
      return { artifacts: artifacts.map(resourceOf), nextCursor }
    },
  })
}

function knownAmong(principal: Principal, id: string): string[] {
  return mayKnow(principal, id) ? [id] : []
}

async function assertChannel(pipeline: PipelineCalls, principal: Principal, id: string): Promise<void> {
  assertMayKnow(principal, id)
  if (!(await pipeline.getChannel(id))) throw notFound('channel', id)
}

function bodyOf({ body, headers }: Pick<FastifyRequest, 'body' | 'headers'>): Readable {
  if (Number(headers['content-length'] ?? 0) > UPLOAD_LIMIT) throw tooLarge()
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new Problem('unsupported_media_type', { detail: 'Send the body without a Content-Encoding.' })
  }
  return body as Readable
}

function urlOf(body: unknown): string {
  if (body === undefined || body === null) throw emptyBody()
  const parsed = uploadBody.safeParse(body, { reportInput: true })
  if (parsed.success) return parsed.data.url
  const errors = faultsOf(parsed.error, 'body')
  throw new Problem('invalid_body', { detail: errors.map(({ message }) => message).join(' '), errors })
}

/** What the picture is, by its bytes; what it was declared to be must be that. */
async function examine(path: string, declared: string): Promise<Picture> {
  const file = await open(path)
  try {
    const picture = await readPicture(file)
    if (picture.mediaType === declared) return picture
    throw new InvalidPictureError(
      `The file was declared to be '${declared.slice(0, 60)}', but is ${picture.mediaType}.`,
    )
  } catch (error) {
    if (error instanceof InvalidPictureError) throw new Problem('invalid_upload', { detail: error.message })
    throw error
  } finally {
    await file.close()
  }
}

function routeArtifact(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'GET',
    url: '/v1/artifacts/:id',
    access: 'videos:read',
    object: 'artifact',
    tag: TAG,
    summary: 'What an artifact is',
    params: idParams,
    answers: { 200: success('The artifact', artifactResource) },
    handle: async ({ params }): Promise<ArtifactResource> => {
      const artifact = await pipeline.getArtifact(params.id)
      if (!artifact) throw notFound('artifact', params.id)
      return resourceOf(artifact)
    },
  })
}

function routeDelete(app: FastifyInstance, { pipeline, store }: AppOptions): void {
  route(app, {
    method: 'DELETE',
    url: '/v1/artifacts/:id',
    access: 'videos:write',
    object: 'artifact',
    tag: TAG,
    summary: 'Delete an uploaded picture that no video uses',
    params: idParams,
    answers: { 204: nothing('It is gone') },
    problems: ['artifact_in_use'],
    handle: async (request, reply) => {
      const { id } = request.params
      const deleted = await pipeline.deleteUpload(id)
      if (deleted.outcome === 'unknown_artifact') throw notFound('artifact', id)
      if (deleted.outcome === 'used') {
        throw new Problem('artifact_in_use', { detail: 'Only an upload that no video uses can be deleted.' })
      }
      for (const file of deleted.files) {
        await store.remove(file, SETTLED_MS).catch((error: unknown) => {
          request.log.warn({ file, error: loggable(error) }, 'could not remove a file; a sweep will')
        })
      }
      return reply.code(204).send()
    },
  })
}

function resourceOf(artifact: ArtifactView): ArtifactResource {
  return { ...artifact, links: { content: `/v1/artifacts/${artifact.id}/content` } }
}
