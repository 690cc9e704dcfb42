import type { EventPosition } from '@reelyard/pipeline'
import { BadCursorError, readEventCursor } from '@reelyard/pipeline'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { channelParams, idParams, notFound } from '../access/objects.ts'
import { route } from '../access/route.ts'
import { success } from '../api-description.ts'
import type { AppOptions } from '../app.ts'
import { EVENT_TIMINGS, openEventStream, type EventStream } from '../events/event-stream.ts'
import { follow, type Wish } from '../events/follow.ts'
import { createHub } from '../events/hub.ts'
import { createKeyWatch } from '../events/key-watch.ts'
import { createTurns } from '../events/turns.ts'
import { Problem } from '../problem/problem.ts'
import { eventsHeaders, eventsQuery, eventStreamResource, typesOf } from '../resources/events.ts'

/** Streams of one process: each takes some 30 KB. */
const STREAMS_MOST = 5_000

/** Statements for replays at a time: most connections stay free for all else. */
const REPLAYS_AT_ONCE = 3

type Query = z.output<typeof eventsQuery>

const declaration = {
  method: 'GET',
  access: 'videos:read',
  tag: 'events',
  query: eventsQuery,
  headers: eventsHeaders,
  description:
    'Server-sent events. A client that comes back with `Last-Event-ID` misses nothing that is kept and gets nothing twice.',
  answers: {
    200: success(
      'A stream of events, which ends after a quarter of an hour.',
      eventStreamResource,
      'text/event-stream',
    ),
  },
  problems: ['bad_cursor', 'overloaded'],
} as const

/** Streams of what happens. */
export async function eventRoutes(app: FastifyInstance, options: AppOptions): Promise<void> {
  const { pipeline } = options
  const open = streams(app, options)

  route(app, {
    ...declaration,
    url: '/v1/events',
    summary: 'What happens in all channels that the key may know of',
    handle: async (request, reply) => open(request, reply, { channels: null, videoId: null }),
  })

  route(app, {
    ...declaration,
    url: '/v1/channels/:id/events',
    object: 'channel',
    summary: 'What happens in a channel',
    params: channelParams,
    handle: async (request, reply) => {
      const { id } = request.params
      if (!(await pipeline.getChannel(id))) throw notFound('channel', id)
      return open(request, reply, { channels: [id], videoId: null })
    },
  })

  route(app, {
    ...declaration,
    url: '/v1/videos/:id/events',
    object: 'video',
    summary: 'What has happened to a video, and what happens',
    params: idParams,
    handle: async (request, reply) => {
      const { id } = request.params
      if (!(await pipeline.channelsOf('video', id))) throw notFound('video', id)
      return open(request, reply, { channels: null, videoId: id.toLowerCase() })
    },
  })
}

interface Scope {
  channels: readonly string[] | null
  videoId: string | null
}

/** All streams of the process share a hub; they end when the app closes. */
function streams(app: FastifyInstance, { pipeline, logger, eventTimings }: AppOptions) {
  const timings = { ...EVENT_TIMINGS, ...eventTimings }
  const sources = { pipeline, hub: createHub(pipeline, logger), turns: createTurns(REPLAYS_AT_ONCE), logger }
  const keys = createKeyWatch(pipeline, timings.keysMs)
  const opened = new Set<EventStream>()
  app.addHook('preClose', async () => {
    for (const stream of opened) stream.end()
  })

  return (request: FastifyRequest<{ Querystring: Query }>, reply: FastifyReply, scope: Scope): FastifyReply => {
    const wish = wishOf(request, scope)
    reply.header('content-type', 'text/event-stream; charset=utf-8')
    reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no')
    if (request.method === 'HEAD') return reply.send('')
    if (opened.size >= STREAMS_MOST) throw tooMany()
    const stream = openEventStream(timings)
    opened.add(stream)
    stream.closed.addEventListener('abort', () => opened.delete(stream))
    keys.watch(request.principal, stream)
    void follow(sources, stream, wish)
    return reply.send(stream.readable)
  }
}

function wishOf({ headers, query, principal }: FastifyRequest<{ Querystring: Query }>, scope: Scope): Wish {
  const { channels, videoId } = scope
  return {
    filter: {
      // One channel is looked at by the guard of the objects; all of them are cut down to what the key may know of.
      channels: channels ?? principal.channels,
      videoId,
      types: query.types === undefined ? null : typesOf(query.types),
    },
    from: positionOf(headers['last-event-id'] || query.lastEventId),
    begins: videoId === null ? 'now' : 'at the beginning',
  }
}

function positionOf(lastEventId: string | string[] | undefined): EventPosition | null {
  if (!lastEventId) return null
  try {
    return readEventCursor(String(lastEventId))
  } catch (error) {
    if (!(error instanceof BadCursorError)) throw error
    const fault = { pointer: '/lastEventId', code: 'malformed', message: error.message } as const
    throw new Problem('bad_cursor', { detail: error.message, errors: [fault], cause: error })
  }
}

function tooMany(): Problem {
  const detail = `This process has ${STREAMS_MOST} open streams already.`
  return new Problem('overloaded', { detail, headers: { 'retry-after': '5' } })
}
