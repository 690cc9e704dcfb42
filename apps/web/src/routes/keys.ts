import type { KeyMade, KeyView } from '@reelyard/pipeline'
import type { FastifyInstance } from 'fastify'
import { nothing, success } from '../api-description.ts'
import { idParams, notFound } from '../access/objects.ts'
import { adminPrincipal } from '../access/access.ts'
import { route } from '../access/route.ts'
import type { AppOptions } from '../app.ts'
import { pageQuery } from '../input.ts'
import { Problem } from '../problem/problem.ts'
import {
  keyPageResource,
  keyResource,
  madeKeyResource,
  meResource,
  newKeyBody,
  type KeyPageResource,
  type KeyResource,
  type MadeKeyResource,
  type MeResource,
} from '../resources/keys.ts'

const TAG = 'keys'

type Pipeline = AppOptions['pipeline']

/** Keys of the API. */
export async function keyRoutes(app: FastifyInstance, { pipeline }: AppOptions): Promise<void> {
  routeNew(app, pipeline)
  routePage(app, pipeline)
  routeOne(app, pipeline)
  routeEnd(app, pipeline)
  routeMe(app)
}

function routeNew(app: FastifyInstance, pipeline: Pipeline): void {
  route(app, {
    method: 'POST',
    url: '/v1/keys',
    access: 'keys:admin',
    tag: TAG,
    summary: 'Make a key',
    description: 'The key itself is in this answer and never again: what is stored of it is its SHA-256.',
    body: newKeyBody,
    answers: { 201: success('The key was made', madeKeyResource) },
    problems: ['name_taken'],
    secretAnswer: ['key'],
    handle: async ({ body, seed, principal }, reply): Promise<MadeKeyResource> => {
      const { name, scopes, channels = null } = body
      // Gates name those who decide, and the history those who did: nobody else is called as the administrator's key is.
      if (name.trim() === adminPrincipal().name) throw refusal({ done: false, code: 'name_taken' }, name)
      const wish = { id: seed, name, scopes: [...new Set(scopes)], channels, expiresAt: future(body.expiresAt) }
      const made = await pipeline.makeKey(wish, principal)
      if (!made.done) throw refusal(made, name, body.channels)
      reply.code(201).header('location', selfOf(made.view.id)).header('cache-control', 'no-store')
      return { ...resourceOf(made.view), key: made.key }
    },
  })
}

/** Throws Problem for what is over. */
function future(time: string | undefined): string | null {
  if (time === undefined || Date.parse(time) > Date.now()) return time ?? null
  const message = "'expiresAt' is in the past."
  throw new Problem('invalid_body', {
    detail: message,
    errors: [{ pointer: '/expiresAt', code: 'too_small', message }],
  })
}

function refusal(made: Extract<KeyMade, { done: false }>, name: string, channels: readonly string[] = []): Problem {
  if (made.code === 'name_taken')
    return new Problem('name_taken', { detail: `There is a key called '${name}' already.` })
  if (made.code === 'missing_scope') {
    const detail = `A key can give the scopes that it has itself, which ${made.scopes.join(', ')} is not among.`
    return new Problem('missing_scope', { detail })
  }
  const errors = made.channels.map((channel) => ({
    pointer: `/channels/${channels.indexOf(channel)}`,
    code: 'unknown_channel',
    message: `There is no channel '${channel}'.`,
  }))
  return new Problem('invalid_body', { detail: errors.map(({ message }) => message).join(' '), errors })
}

function routePage(app: FastifyInstance, pipeline: Pipeline): void {
  route(app, {
    method: 'GET',
    url: '/v1/keys',
    access: 'keys:admin',
    tag: TAG,
    summary: 'List keys, newest first',
    description: 'A key that is bound to channels sees those that are bound to the same ones or fewer.',
    query: pageQuery,
    answers: { 200: success('A page of keys', keyPageResource) },
    problems: ['bad_cursor'],
    handle: async ({ query, principal }): Promise<KeyPageResource> => {
      const { keys, nextCursor } = await pipeline.pageOfKeys(principal, query.limit, query.cursor ?? null)
      return { keys: keys.map(resourceOf), nextCursor }
    },
  })
}

function routeOne(app: FastifyInstance, pipeline: Pipeline): void {
  route(app, {
    method: 'GET',
    url: '/v1/keys/:id',
    access: 'keys:admin',
    object: 'key',
    tag: TAG,
    summary: 'A key',
    params: idParams,
    answers: { 200: success('The key', keyResource) },
    handle: async ({ params, principal }): Promise<KeyResource> => {
      const key = await pipeline.getKey(params.id, principal)
      if (!key) throw notFound('key', params.id)
      return resourceOf(key)
    },
  })
}

function routeEnd(app: FastifyInstance, pipeline: Pipeline): void {
  route(app, {
    method: 'DELETE',
    url: '/v1/keys/:id',
    access: 'keys:admin',
    object: 'key',
    tag: TAG,
    summary: 'Revoke a key',
    description: 'It is refused everywhere within two seconds, and stays in the list. Safe to repeat.',
    params: idParams,
    answers: { 204: nothing('It is revoked') },
    handle: async ({ params, principal, log }, reply) => {
      if (!(await pipeline.revokeKey(params.id, principal))) throw notFound('key', params.id)
      log.info({ key: params.id, by: principal.id }, 'key revoked')
      return reply.code(204).send()
    },
  })
}

function routeMe(app: FastifyInstance): void {
  route(app, {
    method: 'GET',
    url: '/v1/me',
    access: 'any key',
    tag: TAG,
    summary: 'Who asks, and what they may do',
    answers: { 200: success('The asking key', meResource) },
    handle: async ({ principal }): Promise<MeResource> => {
      const { id, name, scopes, channels } = principal
      return { id, name, scopes: [...scopes], channels: channels && [...channels] }
    },
  })
}

function selfOf(id: string): string {
  return `/v1/keys/${id}`
}

function resourceOf(key: KeyView): KeyResource {
  return { ...key, links: { self: selfOf(key.id) } }
}
