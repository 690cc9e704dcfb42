/** Secrets of channels: written, named, never read. */
import { isDeclarable } from '@reelyard/core'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { channelParams, notFound } from '../access/objects.ts'
import { route } from '../access/route.ts'
import { nothing, success } from '../api-description.ts'
import type { PipelineCalls } from '../app.ts'
import { Problem } from '../problem/problem.ts'
import { credentialBody, credentialListResource, type CredentialListResource } from '../resources/channels.ts'

const TAG = 'channels'
const ONE = '/v1/channels/:id/credentials/:name'

const credentialParams = channelParams.extend({ name: z.string().describe('As a script finds it in its environment.') })

const BYTES_MOST = 65_536

export function credentialRoutes(app: FastifyInstance, pipeline: PipelineCalls): void {
  routeNames(app, pipeline)
  routePut(app, pipeline)
  routeDelete(app, pipeline)
}

function routeNames(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'GET',
    url: '/v1/channels/:id/credentials',
    access: 'channels:admin',
    object: 'channel',
    tag: TAG,
    summary: 'The names of the credentials of a channel',
    params: channelParams,
    answers: { 200: success('Their names', credentialListResource) },
    handle: async ({ params: { id } }): Promise<CredentialListResource> => {
      if (!(await pipeline.getChannel(id))) throw notFound('channel', id)
      return { credentials: await pipeline.credentialNames(id) }
    },
  })
}

function routePut(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'PUT',
    url: ONE,
    access: 'channels:admin',
    object: 'channel',
    tag: TAG,
    summary: 'Store a credential, or replace it',
    description: 'A step gets it if its command declares the name in `environment`. It is stored encrypted.',
    params: credentialParams,
    body: credentialBody,
    answers: { 204: nothing('It is stored') },
    problems: ['encryption_off'],
    handle: async (request, reply) => {
      const { id } = request.params
      const name = nameOf(request.params)
      const { value } = request.body
      if (!isDeclarable(name)) throw badName()
      if (!isStorable(value)) throw badValue()
      const by = request.principal.name
      if (!(await pipeline.storeCredential({ channelId: id, name, value, by }))) throw notFound('channel', id)
      return reply.code(204).send()
    },
  })
}

function routeDelete(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'DELETE',
    url: ONE,
    access: 'channels:admin',
    object: 'channel',
    tag: TAG,
    summary: 'Remove a credential',
    params: credentialParams,
    answers: { 204: nothing('It is gone') },
    problems: ['credential_not_found'],
    handle: async (request, reply) => {
      const { id } = request.params
      if (await pipeline.removeCredential(id, nameOf(request.params))) return reply.code(204).send()
      if (!(await pipeline.getChannel(id))) throw notFound('channel', id)
      throw new Problem('credential_not_found', { detail: 'The channel has no credential of this name.' })
    },
  })
}

function nameOf(params: object): string {
  return (params as { name: string }).name
}

/** What an environment variable can hold. */
function isStorable(value: string): boolean {
  return Buffer.byteLength(value) <= BYTES_MOST && value.isWellFormed() && !value.includes('\0')
}

function badName(): Problem {
  const detail =
    'The name of a credential is that of an environment variable: letters, digits and _; not DATABASE_URL, PG… or REELYARD_….'
  return new Problem('bad_request', { detail })
}

function badValue(): Problem {
  const message = `'value' must be text of ${BYTES_MOST.toLocaleString('en-US')} bytes at most, without null characters.`
  return new Problem('invalid_body', { detail: message, errors: [{ pointer: '/value', code: 'malformed', message }] })
}
