/** /openapi.json and /docs, made from the schemas of the routes. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { EXAMPLE_ORDER } from './example-order.ts'
import { PROBLEM_MEDIA_TYPE } from './problem/problem.ts'
import { PROBLEMS, type ProblemCode } from './problem/table.ts'
import { problemResource } from './resources.ts'
import { resultSchema, resultWebhook } from './resources/results.ts'

const TEXT = `Turns a storyboard into a finished, narrated, captioned video.

Send an order to \`POST /v1/videos\` with an API key (\`Authorization: Bearer <key>\`), ask \`GET /v1/videos/{id}\` until its
status is \`completed\`, or follow \`GET /v1/videos/{id}/events\`, and fetch the film with
\`GET /v1/artifacts/{id}/content\`. A POST with an \`Idempotency-Key\` can be sent again: it is done once. Whatever is no success is a problem document (RFC 9457): decide by its
\`code\`.`

/** What the page of /docs needs to run. Its own scripts and styles come from this host. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Stands at the top of /docs. */
const LOGO = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="150" height="40"><text x="0" y="28" fill="#fff" ' +
    'font-family="sans-serif" font-size="26" font-weight="700">Reelyard</text></svg>',
)

/** Must come before the routes that it describes. */
export async function registerApiDescription(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Reelyard', version: '1', description: TEXT },
      tags: [
        { name: 'videos', description: 'Orders and what becomes of them' },
        { name: 'tasks', description: 'The steps of a video, one by one' },
        { name: 'reviews', description: 'Results that wait for a person' },
        { name: 'artifacts', description: 'The files that were made or uploaded' },
        { name: 'channels', description: 'Who videos are made for' },
        { name: 'dead letters', description: 'What failed for good' },
        { name: 'events', description: 'What happens, as it happens' },
        { name: 'webhooks', description: 'Results, sent to you' },
        { name: 'keys', description: 'Who may ask for what' },
        { name: 'operations', description: 'Workers, queues and pauses' },
        { name: 'service', description: 'For those who run it' },
      ],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer <key>`.' },
        },
      },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => finish(jsonSchemaTransformObject(document) as OpenApi) as never,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: DOCS_POLICY,
    theme: { title: 'Reelyard API' },
    logo: { type: 'image/svg+xml', content: LOGO, href: '/docs' },
    uiConfig: { deepLinking: true, displayRequestDuration: true, validatorUrl: null },
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

interface OpenApi {
  webhooks?: Record<string, object>
  paths: Record<string, { post?: { requestBody?: { content: Record<string, { example?: unknown }> } } }>
  components: { schemas: Record<string, unknown> }
}

/** Gives the order an example, and drops the schemas that nothing refers to: each comes as input and as output. */
function finish(document: OpenApi): OpenApi {
  const body = document.paths['/v1/videos']?.post?.requestBody?.content['application/json']
  if (body) body.example = EXAMPLE_ORDER
  describeOtherBodies(document)
  describeRetryAfter(document)
  nameOperations(document.paths)
  const { schemas } = document.components
  schemas.ResultMessage = resultSchema()
  document.webhooks = { result: resultWebhook({ $ref: '#/components/schemas/ResultMessage' }) }
  const used = new Set<string>()
  collectReferences([document.paths, document.webhooks], schemas, used)
  document.components.schemas = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)))
  return document
}

/** `getVideosById` for `GET /v1/videos/{id}`: what code that is made from the document calls them. */
function nameOperations(paths: Record<string, object>): void {
  for (const [path, operations] of Object.entries(paths)) {
    const words = path
      .replace(/^\/v1/, '')
      .replaceAll(/\{(\w+)\}/g, (_, name: string) => `by-${name}`)
      .split(/\W+/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    // New objects: HEAD and GET of a route share theirs.
    const named = Object.entries(operations).map(
      ([method, operation]) => [method, { ...operation, operationId: method + words.join('') }] as const,
    )
    Object.assign(operations, Object.fromEntries(named))
  }
}

/** Of a route that takes others besides JSON, the schema is that of the JSON. The others are described by their type alone. */
function describeOtherBodies({ paths }: OpenApi): void {
  for (const { post } of Object.values(paths)) {
    const content = post?.requestBody?.content ?? {}
    for (const type of Object.keys(content)) if (type !== 'application/json') content[type] = {}
  }
}

/** The type provider drops the headers of answers, so they are told here. */
function describeRetryAfter({ paths }: OpenApi): void {
  const headers = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } }
  for (const operations of Object.values(paths) as Record<string, { responses: Record<string, object> }>[]) {
    for (const { responses } of Object.values(operations)) {
      for (const status of ['429', '503']) if (responses[status]) Object.assign(responses[status], { headers })
    }
  }
}

function collectReferences(part: unknown, schemas: Record<string, unknown>, used: Set<string>): void {
  for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (used.has(name)) continue
    used.add(name)
    collectReferences(schemas[name] ?? null, schemas, used)
  }
}

/** A success of a route, for its `schema.response`. */
export function success(description: string, schema: z.ZodType, mediaType = 'application/json') {
  return { description, content: { [mediaType]: { schema } } }
}

/** A success without a body (204), for a route's `answers`. */
export function nothing(description: string) {
  return z.null().describe(description)
}

/** The problems that a route may answer with, by status, for its `schema.response`. */
export function problemResponses(...codes: ProblemCode[]): Record<number, unknown> {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))]
  return Object.fromEntries(
    statuses.map((status) => {
      const meant = codes.filter((code) => PROBLEMS[code].status === status)
      const description = meant.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' ')
      return [status, { description, content: { [PROBLEM_MEDIA_TYPE]: { schema: problemResource } } }]
    }),
  )
}
