/** What /openapi.json and /docs say of the API. */
import { BUILT_IN_VOICES, parseOrder } from '@reelyard/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXAMPLE_ORDER } from '../src/example-order.ts'
import { DOWN } from '../src/problem/table.ts'
import { setup, type World } from './support/world.ts'

interface Operation {
  parameters?: { in: string; name: string }[]
  requestBody?: { content: Record<string, { schema?: unknown; examples?: unknown }> }
  responses: Record<string, { description: string; headers?: Record<string, object> }>
}

interface Description {
  paths: Record<string, Record<string, Operation>>
}

/** Paths of the tree that Fastify prints, as OpenAPI writes them, but for the pages and documents of the description. */
function routesOf(tree: string): string[] {
  const path: string[] = []
  const paths = tree.split('\n').flatMap((line) => {
    const [, indent = '', part, methods] = /^([│ ]*)[├└]── (\S*)(?: \((.+)\))?$/u.exec(line) ?? []
    if (part === undefined) return []
    path.splice(indent.length / 4, path.length, part)
    return methods === undefined ? [] : [path.join('').replaceAll(/:(\w+)/g, '{$1}')]
  })
  return [...new Set(paths)].filter((each) => !/^\/(docs|openapi|review\/)|\*/.test(each)).toSorted()
}

let world: World
beforeAll(async () => {
  world = await setup()
})
afterAll(() => world.close())

describe('the description', () => {
  it('is OpenAPI 3.1 of all routes, each reference resolved', async () => {
    const document = (await (await world.request('/openapi.json')).json()) as Record<string, never>
    const { paths, components } = document as unknown as { paths: object; components: { schemas: object } }

    expect(document.openapi).toMatch(/^3\.1\./)
    const routes = routesOf(world.app.printRoutes({ commonPrefix: false }))
    expect(Object.keys(paths).toSorted()).toEqual(routes)
    expect(routes).toContain('/v1/videos/{id}')
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    )
    expect(new Set(references)).toEqual(new Set(Object.keys(components.schemas)))
  })

  it("names the problems that are not the client's doing for every route under /v1", async () => {
    const { paths } = (await (await world.request('/openapi.json')).json()) as Description
    const routes = Object.entries(paths).filter(([path]) => path.startsWith('/v1/'))

    expect(routes).not.toEqual([])
    for (const [path, methods] of routes) {
      for (const [method, { responses }] of Object.entries(methods)) {
        const named = Object.values(responses).map(({ description }) => description)
        for (const code of DOWN) expect(named.join(' '), `${method} ${path}`).toContain(`\`${code}\``)
      }
    }
  })

  it('names the headers that are heeded, and each type of body that is taken', async () => {
    const { paths } = (await (await world.request('/openapi.json')).json()) as Description
    const headersOf = (path: string) =>
      (paths[path]?.get?.parameters ?? []).flatMap((one) => (one.in === 'header' ? [one.name] : []))

    expect(headersOf('/v1/events')).toEqual(['last-event-id'])
    expect(headersOf('/v1/artifacts/{id}/content')).toEqual(['range', 'if-range', 'if-none-match'])
    expect(headersOf('/v1/tasks/{id}')).toEqual(['if-none-match'])
    expect(paths['/v1/tasks/{id}']?.get?.responses).toHaveProperty('304')
    const batch = paths['/v1/videos/batch']?.post?.requestBody?.content ?? {}
    expect(Object.keys(batch)).toEqual(['application/json', 'application/x-ndjson'])
  })

  it('says where an answer tells when to come again', async () => {
    const { paths } = (await (await world.request('/openapi.json')).json()) as Description
    const answers = Object.values(paths).flatMap((methods) => Object.values(methods).map((one) => one.responses))
    const busy = answers.flatMap(({ 429: limited, 503: down }) => [limited ?? [], down ?? []].flat())

    expect(busy.length).toBeGreaterThan(100)
    for (const { headers } of busy) expect(headers).toHaveProperty('Retry-After')
  })

  it('shows an order that is taken as it stands', async () => {
    const document = (await (await world.request('/openapi.json')).json()) as {
      paths: { '/v1/videos': { post: { requestBody: { content: { 'application/json': { example: unknown } } } } } }
    }
    const { example } = document.paths['/v1/videos'].post.requestBody.content['application/json']

    expect(example).toEqual(EXAMPLE_ORDER)
    expect(parseOrder(example).faults).toBeUndefined()
    expect((await world.pipeline.submit(example, BUILT_IN_VOICES)).faults).toBeUndefined()
  })

  it('has a page whose scripts and styles are here and allowed by its policy', async () => {
    const page = await world.request('/docs')
    const html = await page.text()
    const policy = page.headers.get('content-security-policy') ?? ''

    expect(policy).toContain("script-src 'self'")
    expect(html).not.toMatch(/<script(?![^>]*src=)/)
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!)
    expect(files.length).toBeGreaterThan(3)
    for (const path of files) expect([path, (await world.request(path)).status]).toEqual([path, 200])
    expect((await world.request('/docs/json')).status).toBe(200)
  })
})
