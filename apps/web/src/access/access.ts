/** Who asks, and whether they may: looked at before a body is read. */
import { mayKnow, SCOPES, type Principal, type Scope } from '@reelyard/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { PipelineCalls } from '../app.ts'
import { Problem } from '../problem/problem.ts'
import type { RateLimits } from '../limits/rate-limit.ts'
import type { KeyRing } from './key-ring.ts'
import { assertIdOf, notFound, type ObjectKind } from './objects.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. On public routes nobody: reading it throws. */
    principal: Principal
  }
}

interface AccessOptions {
  pipeline: Pick<PipelineCalls, 'channelsOf'>
  keys: KeyRing
  limits: RateLimits
}

/** Every route that is added later must say who may ask. */
export function registerAccess(app: FastifyInstance, { pipeline, keys, limits }: AccessOptions): void {
  app.addHook('onRoute', ({ url, config, schema }) => {
    const ours = url.startsWith('/v1/') || url === '/v1'
    if (ours && config?.access === undefined && !schema?.hide) throw new TypeError(`Who may ask for ${url}?`)
  })
  const principals = new WeakMap<FastifyRequest, Principal>()
  app.decorateRequest('principal', {
    getter(this: FastifyRequest) {
      const principal = principals.get(this)
      if (!principal) throw new TypeError('Nobody was asked who they are.')
      return principal
    },
  })
  app.addHook('onRequest', async (request, reply) => {
    const { access = 'public', orAccess, object } = request.routeOptions.config
    if (access !== 'public') {
      const principal = await principalOf(request, keys, limits)
      await limits.count(principal.id, reply)
      if (access !== 'any key') assertScope(principal, access, orAccess)
      principals.set(request, principal)
      if (object) await assertKnown(pipeline, principal, object, (request.params as { id: string }).id)
    }
  })
}

async function principalOf(request: FastifyRequest, keys: KeyRing, limits: RateLimits): Promise<Principal> {
  const { authorization } = request.headers
  const [, token] = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(authorization ?? '') ?? []
  const principal = token === undefined ? null : await keys.find(token)
  if (principal) return principal
  await limits.countFailure(request)
  if (authorization === undefined) {
    throw unauthorized('Send your API key as `Authorization: Bearer <key>`.', 'Bearer')
  }
  // Unknown, expired and revoked look the same from outside.
  throw unauthorized('The API key is not valid: unknown, expired or revoked.', 'Bearer error="invalid_token"')
}

function unauthorized(detail: string, challenge: string): Problem {
  return new Problem('unauthorized', { detail, headers: { 'www-authenticate': challenge } })
}

function assertScope({ scopes }: Principal, wanted: Scope, other: Scope | undefined): void {
  if (scopes.includes(wanted) || (other && scopes.includes(other))) return
  throw new Problem('missing_scope', { detail: `The API key needs the scope ${wanted}.` })
}

/** For a key of some channels, the objects of others do not exist. */
async function assertKnown(pipeline: AccessOptions['pipeline'], who: Principal, kind: ObjectKind, id: string) {
  assertIdOf(kind, id)
  if (who.channels === null || kind === 'key') return
  const channels = kind === 'channel' ? [id] : await pipeline.channelsOf(kind, id)
  if (channels === null || channels.length === 0 || !channels.every((channel) => mayKnow(who, channel))) {
    throw notFound(kind, id)
  }
}

/** All scopes, all channels. */
export function adminPrincipal(): Principal {
  return { id: 'admin', name: 'admin', scopes: SCOPES, channels: null }
}
