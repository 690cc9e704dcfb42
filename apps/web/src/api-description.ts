/** /openapi.json and /docs, made from the schemas of the routes. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { EXAMPLE_ORDER } from './example-order.ts'
import { PROBLEM_MEDIA_TYPE } from './problem/problem.ts'
import { PROBLEMS, type ProblemCode } from './problem/table.ts'
import { problemResource } from './resources.ts'

const TEXT = `Turns a storyboard into a finished, narrated, captioned video.

Send an order to \`POST /v1/videos\`, ask \`GET /v1/videos/{id}\` until its status is \`completed\`, and fetch the film
with \`GET /v1/artifacts/{id}/content\`. Whatever is no success is a problem document (RFC 9457): decide by its
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

/** Must come before the routes that it describes. */
export async function registerApiDescription(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Reelyard', version: '1', description: TEXT },
      tags: [
        { name: 'videos', description: 'Orders and what becomes of them' },
        { name: 'artifacts', description: 'The files that were made' },
        { name: 'service', description: 'For those who run it' },
      ],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => finish(jsonSchemaTransformObject(document) as OpenApi) as never,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: DOCS_POLICY,
    uiConfig: { deepLinking: true, displayRequestDuration: true, validatorUrl: null },
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

interface OpenApi {
  paths: Record<string, { post?: { requestBody?: { content: Record<string, { example?: unknown }> } } }>
  components: { schemas: Record<string, unknown> }
}

/** Gives the order an example, and drops the schemas that nothing refers to: each comes as input and as output. */
function finish(document: OpenApi): OpenApi {
  const body = document.paths['/v1/videos']?.post?.requestBody?.content['application/json']
  if (body) body.example = EXAMPLE_ORDER
  const { schemas } = document.components
  const used = new Set<string>()
  collectReferences(document.paths, schemas, used)
  document.components.schemas = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)))
  return document
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
