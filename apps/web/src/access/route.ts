/** How a route is declared: what it takes, what it answers with, and who may ask. */
import type { Scope } from '@reelyard/core'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { z } from 'zod'
import { problemResponses } from '../api-description.ts'
import { emptyBody } from '../body/json-body.ts'
import { isOptional } from '../input.ts'
import { DOWN, type ProblemCode } from '../problem/table.ts'
import { NOT_FOUND, type ObjectKind } from './objects.ts'

/** A scope; `any key`; or `public`: nobody is asked who they are. */
type Access = Scope | 'any key' | 'public'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** Of what kind the object is that `:id` names: who may not know of its channel is told that there is none. */
    object?: ObjectKind
    /** The scope that somebody may have instead, with the rest the same. */
    orAccess?: Scope
  }
}

export interface RouteOptions<Query extends z.ZodType, Body extends z.ZodType> {
  method: HTTPMethods | HTTPMethods[]
  url: string
  access: Access
  /** Another scope that serves as well. */
  orAccess?: Scope
  tag: string
  summary: string
  description?: string
  /** What `:id` names. Unknown ids, and those of other channels than the key's, end in its `…_not_found`. */
  object?: ObjectKind
  params?: z.ZodType
  /** Checked: faults end in `invalid_query`. */
  query?: Query
  /** Checked: faults end in `invalid_body`; unless it is `checkedByHandler`. A request without a body ends in `empty_body`, unless it is optional. */
  body?: Body
  /** The media types of bodies, where it takes others than JSON: its plugin must have parsers for them. */
  consumes?: readonly string[]
  /** Headers that it reads besides Idempotency-Key and If-Match: for readers of /openapi.json, not checked. */
  headers?: z.ZodRawShape
  /** By status, made by `success`. */
  answers: Record<number, unknown>
  /** Besides those that every such route may answer with. */
  problems?: readonly ProblemCode[]
  bodyLimit?: number
  /** Top-level fields of the answer that are secret: what is kept for an Idempotency-Key has them sealed, or null. */
  secretAnswer?: readonly string[]
  /** Whether it honours If-Match: the handler must, with `ifMatch`. */
  conditional?: boolean
  handle(
    request: FastifyRequest<{ Querystring: z.output<Query>; Body: z.output<Body>; Params: { id: string } }>,
    reply: FastifyReply,
  ): unknown
}

/** Adds a route under its rules. */
export function route<Query extends z.ZodType = z.ZodAny, Body extends z.ZodType = z.ZodAny>(
  app: FastifyInstance,
  options: RouteOptions<Query, Body>,
): void {
  const { method, url, tag, summary, description, params, query, body, bodyLimit } = options
  const headers = headersOf(options)
  app.route<{ Querystring: z.output<Query>; Body: z.output<Body>; Params: { id: string } }>({
    method,
    url,
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
    config: configOf(options),
    ...(body && !isOptional(body) ? { preValidation: assertBody } : {}),
    schema: {
      tags: [tag],
      summary,
      ...(description === undefined ? {} : { description }),
      ...(params ? { params } : {}),
      ...(query ? { querystring: query } : {}),
      ...(body ? { body } : {}),
      ...(options.consumes ? { consumes: [...options.consumes] } : {}),
      ...(headers ? { headers } : {}),
      security: securityOf(options),
      response: { ...options.answers, ...problemResponses(...problemsOf(options)) },
    },
    handler: options.handle,
  })
}

async function assertBody({ body }: FastifyRequest): Promise<void> {
  if (body === undefined) throw emptyBody()
}

type Options = RouteOptions<z.ZodType, z.ZodType>

function configOf({
  access,
  object,
  orAccess,
  secretAnswer,
}: Pick<Options, 'access' | 'object' | 'orAccess' | 'secretAnswer'>) {
  return {
    access,
    ...(object ? { object } : {}),
    ...(orAccess ? { orAccess } : {}),
    ...(secretAnswer ? { secretAnswer } : {}),
  }
}

/** One of these is asked for; OpenAPI 3.1 lets scopes of a bearer be named. */
function securityOf({ access, orAccess }: Pick<Options, 'access' | 'orAccess'>): { key: string[] }[] {
  if (access === 'public') return []
  if (access === 'any key') return [{ key: [] }]
  return [access, ...(orAccess ? [orAccess] : [])].map((scope) => ({ key: [scope] }))
}

const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .describe('The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours.')

const ifMatchHeader = z
  .string()
  .optional()
  .describe('The `ETag` that was seen: nothing is changed where it is another.')

/** For readers of /openapi.json; those who honour them read them. */
function headersOf(options: Pick<Options, 'method' | 'access' | 'conditional' | 'headers'>): z.ZodType | null {
  const shape = {
    ...(isRepeatable(options) ? { 'idempotency-key': idempotencyKey } : {}),
    ...(options.conditional ? { 'if-match': ifMatchHeader } : {}),
    ...options.headers,
  }
  return Object.keys(shape).length === 0 ? null : z.object(shape)
}

function isRepeatable({ method, access }: Pick<Options, 'method' | 'access'>): boolean {
  return method === 'POST' && access !== 'public'
}

const OF_BODIES = [
  'malformed_json',
  'empty_body',
  'bad_request',
  'body_too_large',
  'unsupported_media_type',
  'invalid_body',
] as const satisfies readonly ProblemCode[]

const OF_KEYS = ['unauthorized', 'missing_scope', 'rate_limited'] as const satisfies readonly ProblemCode[]

const OF_REPETITION = [
  'bad_request',
  'idempotency_in_flight',
  'idempotency_mismatch',
] as const satisfies readonly ProblemCode[]

function problemsOf(
  options: Pick<Options, 'method' | 'access' | 'object' | 'query' | 'body' | 'problems' | 'conditional'>,
) {
  const { access, object, query, body, problems = [], conditional } = options
  return [
    ...new Set<ProblemCode>([
      ...problems,
      ...(query ? (['invalid_query'] as const) : []),
      ...(body ? OF_BODIES : []),
      ...(isRepeatable(options) ? OF_REPETITION : []),
      ...(conditional ? (['precondition_failed'] as const) : []),
      ...(object ? [NOT_FOUND[object].code] : []),
      ...(access === 'public' ? [] : OF_KEYS),
      'url_too_long',
      ...DOWN,
    ]),
  ]
}
