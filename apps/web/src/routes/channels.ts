import { channelTag, type ChannelView } from '@reelyard/pipeline'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { channelParams, notFound } from '../access/objects.ts'
import { route } from '../access/route.ts'
import { nothing, success } from '../api-description.ts'
import type { AppOptions, PipelineCalls } from '../app.ts'
import { alreadyHas, IF_NONE_MATCH, ifMatch, NOT_MODIFIED } from '../content/preconditions.ts'
import { checkedByHandler, pageQuery } from '../input.ts'
import {
  channelPageResource,
  channelPatchBody,
  channelResource,
  newChannelBody,
  type ChannelPageResource,
  type ChannelResource,
} from '../resources/channels.ts'
import { changed, ofSomeChannels } from './channel-problems.ts'
import { credentialRoutes } from './credentials.ts'

const TAG = 'channels'

/** Who videos are made for. */
export async function channelRoutes(app: FastifyInstance, { pipeline }: AppOptions): Promise<void> {
  routeCreate(app, pipeline)
  routePage(app, pipeline)
  routeChannel(app, pipeline)
  routePatch(app, pipeline)
  routeArchive(app, pipeline)
  routeRestore(app, pipeline)
  credentialRoutes(app, pipeline)
}

function routeCreate(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'POST',
    url: '/v1/channels',
    access: 'channels:admin',
    tag: TAG,
    summary: 'Create a channel',
    description: 'For keys of all channels only.',
    body: checkedByHandler(newChannelBody),
    answers: { 201: success('The channel; Location names it', channelResource) },
    problems: ['name_taken'],
    handle: async (request, reply): Promise<ChannelResource> => {
      if (request.principal.channels !== null) throw ofSomeChannels('create a channel')
      const channel = changed(await pipeline.createChannel(request.body), idOf(request.body))
      reply.code(201).header('location', selfOf(channel.id))
      return answer(reply, channel)
    },
  })
}

function routePage(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'GET',
    url: '/v1/channels',
    access: 'channels:admin',
    orAccess: 'videos:read',
    tag: TAG,
    summary: 'List channels, newest first',
    query: pageQuery.extend({
      archived: z.enum(['true', 'false']).default('false').describe('Whether archived ones are listed too.'),
    }),
    answers: { 200: success('A page of channels', channelPageResource) },
    problems: ['bad_cursor'],
    handle: async ({ query, principal }): Promise<ChannelPageResource> => {
      const { limit, cursor = null, archived } = query
      const { channels } = principal
      const page = await pipeline.pageOfChannels({ limit, cursor, archived: archived === 'true', channels })
      return { channels: page.channels.map(resourceOf), nextCursor: page.nextCursor }
    },
  })
}

function routeChannel(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'GET',
    url: '/v1/channels/:id',
    access: 'channels:admin',
    orAccess: 'videos:read',
    object: 'channel',
    tag: TAG,
    summary: 'A channel: its settings, as written and in effect',
    params: channelParams,
    headers: IF_NONE_MATCH,
    answers: { 200: success('The channel', channelResource), ...NOT_MODIFIED },
    handle: async (request, reply) => {
      const channel = await pipeline.getChannel(request.params.id)
      if (!channel) throw notFound('channel', request.params.id)
      if (!alreadyHas(request.headers['if-none-match'], channelTag(channel))) return answer(reply, channel)
      return reply.code(304).header('etag', channelTag(channel)).send()
    },
  })
}

function routePatch(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'PATCH',
    url: '/v1/channels/:id',
    access: 'channels:admin',
    object: 'channel',
    tag: TAG,
    summary: 'Change a channel',
    description: 'Videos that are on their way take what is changed from their next task on.',
    params: channelParams,
    body: channelPatchBody,
    answers: { 200: success('The channel as it is now', channelResource) },
    conditional: true,
    handle: async (request, reply): Promise<ChannelResource> => {
      const { id } = request.params
      const mayCommand = request.principal.channels === null
      const change = { id, patch: request.body, precondition: ifMatch(request), mayCommand }
      return answer(reply, changed(await pipeline.patchChannel(change), id))
    },
  })
}

function routeArchive(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'DELETE',
    url: '/v1/channels/:id',
    access: 'channels:admin',
    object: 'channel',
    tag: TAG,
    summary: 'Archive a channel: it takes no orders any more',
    description: 'Videos that are on their way go on. `default` cannot be archived.',
    params: channelParams,
    answers: { 204: nothing('It is archived') },
    conditional: true,
    problems: ['default_channel'],
    handle: async (request, reply) => {
      const { id } = request.params
      changed(await pipeline.archiveChannel(id, ifMatch(request)), id)
      return reply.code(204).send()
    },
  })
}

function routeRestore(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'POST',
    url: '/v1/channels/:id/restore',
    access: 'channels:admin',
    object: 'channel',
    tag: TAG,
    summary: 'Take an archived channel back into use',
    params: channelParams,
    answers: { 200: success('The channel', channelResource) },
    conditional: true,
    handle: async (request, reply): Promise<ChannelResource> => {
      const { id } = request.params
      return answer(reply, changed(await pipeline.restoreChannel(id, ifMatch(request)), id))
    },
  })
}

function idOf(body: unknown): string {
  return String((body as { id?: unknown }).id)
}

function selfOf(id: string): string {
  return `/v1/channels/${id}`
}

function answer(reply: FastifyReply, channel: ChannelView): ChannelResource {
  reply.header('etag', channelTag(channel))
  return resourceOf(channel)
}

function resourceOf(channel: ChannelView): ChannelResource {
  const { id, name, settings, effective, version, createdAt, changedAt, archivedAt } = channel
  const self = selfOf(id)
  const links = { self, credentials: `${self}/credentials`, events: `${self}/events` }
  return { id, name, settings, effective: { ...effective }, version, createdAt, changedAt, archivedAt, links }
}
