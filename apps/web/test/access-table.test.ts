/** Every route of the document, with every kind of key: a route that is added is looked at by itself. */
import { randomUUID } from 'node:crypto'
import { SCOPES, type Scope } from '@reelyard/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answered, makeKey } from './support/keys.ts'
import { setup, submit, type World } from './support/world.ts'

interface Operation {
  method: string
  path: string
  /** Any of these will do; none are named where any key will. */
  scopes: string[]
}

interface Document {
  paths: Record<string, Record<string, { security?: Record<string, string[]>[] }>>
}

let world: World
let operations: Operation[]
/** Objects of the channel `south`, by the first part of the paths that name them. */
let ofSouth: Record<string, string>
/** Keys of the channel `north` that may do everything there, and keys of one scope that know all channels. */
let northern: string
let only: Record<Scope, string>

beforeAll(async () => {
  world = await setup({ rateLimit: 0, trustedProxies: 1 })
  for (const id of ['north', 'south']) await world.pipeline.putChannel({ id, name: id, settings: {} })
  operations = operationsOf((await (await world.request('/openapi.json')).json()) as Document)
  ofSouth = await makeObjects()
  northern = (await makeKey(world, { name: 'northern', scopes: SCOPES, channels: ['north'] })).authorization
  const made = await Promise.all(
    SCOPES.map(async (scope) => [scope, (await makeKey(world, { name: scope, scopes: [scope] })).authorization]),
  )
  only = Object.fromEntries(made) as typeof only
})
afterAll(() => world.close())

/** All under /v1 that ask who somebody is. */
function operationsOf({ paths }: Document): Operation[] {
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { security }]) => security?.length !== 0)
        .map(([method, { security = [] }]) => ({
          method: method.toUpperCase(),
          path,
          scopes: security.flatMap(({ key = [] }) => key),
        })),
    )
}

async function makeObjects(): Promise<Record<string, string>> {
  const order = { title: 'Southern', channel: 'south', scenes: [{ narration: 'One sentence.' }] }
  const failed = await submit(world, order)
  await world.failVideo(failed)
  const video = await submit(world, order)
  await world.makeFiles(video, [{ role: 'film', mediaType: 'video/mp4', content: 'x' }])
  const one = async (query: string) => String((await world.executeSql(query)).rows[0]?.id)
  const task = await one(`select id from tasks where video_id = '${video}' limit 1`)
  const [webhook, delivery, pause] = [randomUUID(), randomUUID(), randomUUID()]
  await world.executeSql(
    `insert into webhooks (id, url, channels, types, secret, created_by)
     values ('${webhook}', 'https://south.example/', '{south}', '{*}', 'sealed', 'test')`,
  )
  await world.executeSql(
    `insert into webhook_deliveries (id, webhook_id, message_id, type, channel_id, body, job_id)
     values ('${delivery}', '${webhook}', '${randomUUID()}', 'video.failed', 'south', '{}', '${randomUUID()}')`,
  )
  await world.executeSql(`insert into pauses (id, channel_id, paused_by) values ('${pause}', 'south', 'test')`)
  return {
    videos: video,
    tasks: task,
    reviews: task,
    channels: 'south',
    artifacts: await one(`select id from artifacts where video_id = '${video}'`),
    'dead-letters': await one(`select id from dead_letters where video_id = '${failed}'`),
    webhooks: webhook,
    'webhook-deliveries': delivery,
    pauses: pause,
    keys: (await makeKey(world, { name: 'southern', scopes: ['videos:read'], channels: ['south'] })).id,
  }
}

/** Failures are counted an address: each request has one of its own. */
let address = 0
function ask({ method, path }: Operation, authorization: string, id: string = randomUUID()): Promise<Response> {
  address += 1
  const filled = path.replace('{id}', id).replaceAll(/\{\w+\}/g, 'some')
  const from = `10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`
  return world.request(filled, { method, headers: { authorization, 'x-forwarded-for': from } })
}

/** Streams never end by themselves. */
async function settled(response: Response): Promise<[number, string | null]> {
  if (!response.headers.get('content-type')?.includes('json')) {
    await response.body?.cancel()
    return [response.status, null]
  }
  return answered(response)
}

const nameOf = ({ method, path }: Operation) => `${method} ${path}`

/** What every operation is answered with, by its name. */
async function answersTo(asked: readonly Operation[], send: (operation: Operation) => Promise<Response>) {
  const answers: Record<string, string> = {}
  for (const operation of asked) answers[nameOf(operation)] = (await settled(await send(operation))).join(' ')
  return answers
}

describe('every route', () => {
  it('is in the table', () => {
    expect(operations.length).toBeGreaterThan(30)
    for (const operation of operations) {
      const known = operation.path === '/v1/me' || operation.scopes.length > 0
      expect(known, `${nameOf(operation)} names its scope`).toBe(true)
      for (const scope of operation.scopes) expect(SCOPES).toContain(scope)
    }
  })

  it.each<[string, () => Promise<string>]>([
    ['no key', async () => ''],
    ['a header of another form', async () => 'Basic eDp5'],
    ['a bearer without a key', async () => 'Bearer '],
    ['a key that is too long', async () => `Bearer ${'x'.repeat(300)}`],
    ['an unknown key', async () => `Bearer ry_${'a'.repeat(43)}`],
    ['an expired key', () => spoilt('expired', `set expires_at = now() - interval '1 second'`)],
    ['a revoked key', () => spoilt('revoked', `set revoked_at = now()`)],
  ])('refuses %s', async (_name, authorization) => {
    const header = await authorization()
    const answers = await answersTo(operations, (operation) => ask(operation, header))

    // A HEAD is answered without a body.
    const expected = operations.map((each) => [nameOf(each), each.method === 'HEAD' ? '401 ' : '401 unauthorized'])
    expect(answers).toEqual(Object.fromEntries(expected))
  })

  it.each(SCOPES)('refuses a key that may only %s, unless that is what it asks for', async (scope) => {
    const answers = await answersTo(operations, (operation) => ask(operation, only[scope]))

    const refused = operations.filter(({ scopes }) => scopes.length > 0 && !scopes.includes(scope))
    const expected = refused.map((each) => [nameOf(each), each.method === 'HEAD' ? '403 ' : '403 missing_scope'])
    expect(refused.length).toBeGreaterThan(0)
    expect(answers).toMatchObject(Object.fromEntries(expected))
    for (const operation of operations.filter((each) => !refused.includes(each))) {
      expect(answers[nameOf(operation)], `answer to ${nameOf(operation)}`).not.toMatch(/^(401|403|5)/)
    }
  })
})

async function spoilt(name: string, change: string): Promise<string> {
  const { authorization } = await makeKey(world, { name, scopes: SCOPES })
  await world.executeSql(`update api_keys ${change} where name = '${name}'`)
  return authorization
}

describe('a key of another channel', () => {
  it('cannot tell an object that it may not know of from one that does not exist', async () => {
    const named = operations.filter(({ path }) => path.includes('{id}'))
    expect(named.length).toBeGreaterThan(15)
    for (const operation of named) {
      const id = ofSouth[operation.path.split('/')[2]!]
      expect(id, `an object for ${nameOf(operation)}: add one to this test`).toBeDefined()
      const unknown = id === 'south' ? 'sauth' : randomUUID()
      const [foreign, none] = [await ask(operation, northern, id), await ask(operation, northern, unknown)]

      expect([foreign.status, none.status], `answer to ${nameOf(operation)}`).toEqual([404, 404])
      expect((await foreign.text()).replaceAll(id!, unknown), `answer to ${nameOf(operation)}`).toBe(await none.text())
      expect(headersOf(foreign), `answer to ${nameOf(operation)}`).toEqual(headersOf(none))
    }
  })

  it('finds nothing of it in any listing', async () => {
    const secrets = [...Object.values(ofSouth).filter((id) => id !== 'south'), 'Southern', 'south.example', '"south"']
    const listings = operations.filter(({ method, path }) => method === 'GET' && !path.includes('{'))
    expect(listings.length).toBeGreaterThan(8)
    for (const operation of listings) {
      const response = await ask(operation, northern)
      expect(response.status, `answer to ${nameOf(operation)}`).toBe(200)
      if (!response.headers.get('content-type')?.includes('json')) {
        await response.body?.cancel()
        continue
      }
      const body = await response.text()
      for (const secret of secrets) expect(body, `answer to ${nameOf(operation)}`).not.toContain(secret)
    }
  })

  it('is what a key of the channel itself is not', async () => {
    const own = await makeKey(world, { name: 'own', scopes: SCOPES, channels: ['south'] })
    const reading = operations.filter(({ method, path }) => method === 'GET' && path.endsWith('{id}'))
    for (const operation of reading) {
      const response = await ask(operation, own.authorization, ofSouth[operation.path.split('/')[2]!])
      expect(response.status, `answer to ${nameOf(operation)}`).toBe(200)
      await response.body?.cancel()
    }
  })
})

/** Those that could tell something. */
function headersOf({ headers }: Response): Record<string, string> {
  const passing = ['x-request-id', 'date', 'ratelimit', 'content-length']
  return Object.fromEntries([...headers].filter(([name]) => !passing.includes(name)))
}
