import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answered, makeKey } from './support/keys.ts'
import { setup, submit, type World } from './support/world.ts'

let world: World

beforeAll(async () => {
  world = await setup()
})

afterAll(() => world.close())

interface Channel {
  id: string
  name: string
  settings: Record<string, unknown>
  effective: Record<string, unknown>
  version: number
  archivedAt: string | null
}

function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return world.request(path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function made(id: string, settings: object = {}): Promise<Channel> {
  const response = await send('POST', '/v1/channels', { id, name: id, settings })
  expect(response.status).toBe(201)
  return (await response.json()) as Channel
}

async function read(id: string): Promise<Channel> {
  return (await (await send('GET', `/v1/channels/${id}`)).json()) as Channel
}

const TOOL = { argv: ['true'], outputs: {} }

describe('a channel', () => {
  it('is stored as it was written, and read with what is in effect', async () => {
    const response = await send('POST', '/v1/channels', { id: 'tides', name: 'Tides', settings: { captions: 'none' } })
    expect(response.headers.get('location')).toBe('/v1/channels/tides')
    expect(response.headers.get('etag')).toBe('"1"')
    const channel = (await response.json()) as Channel
    expect(channel).toMatchObject({ id: 'tides', settings: { captions: 'none' }, version: 1, archivedAt: null })
    expect(channel.effective).toMatchObject({ captions: 'none', aspect: '16:9', limits: {} })
    expect(channel.settings).toEqual({ captions: 'none' })
    expect(await read('tides')).toEqual(channel)
    const known = await send('GET', '/v1/channels/tides', undefined, { 'if-none-match': '"1"' })
    expect(known.status).toBe(304)
  })

  it('needs an id of its own', async () => {
    await made('once')
    expect(await answered(await send('POST', '/v1/channels', { id: 'once', name: 'Twice' }))).toEqual([
      409,
      'name_taken',
    ])
  })

  it('is refused with a pointer to each fault', async () => {
    const settings = { captions: 'loud', limits: { openVideos: 0 }, more: 1 }
    const response = await send('POST', '/v1/channels', { id: 'A', name: '', settings })
    const problem = (await response.json()) as { code: string; errors: { pointer: string; code: string }[] }
    expect([response.status, problem.code]).toEqual([422, 'invalid_body'])
    expect(problem.errors.map(({ pointer }) => pointer).sort()).toEqual([
      ...['/id', '/name', '/settings/captions', '/settings/limits/openVideos', '/settings/more'],
    ])
    const odd = await send('POST', '/v1/channels', { id: 'odd', name: 'a\u0000b', settings: {} })
    expect(await answered(odd)).toEqual([422, 'invalid_body'])
  })

  it('is changed by a merge patch that is checked as a whole', async () => {
    await made('patched', { aspect: '9:16', retry: { maxAttempts: 2, delaysSeconds: [1] }, gates: { assets: {} } })
    const patch = { name: 'New', settings: { aspect: null, retry: { maxAttempts: 3 }, limits: { scenesPerVideo: 5 } } }
    const response = await send('PATCH', '/v1/channels/patched', patch)
    expect(response.headers.get('etag')).toBe('"2"')
    expect(await response.json()).toMatchObject({
      name: 'New',
      settings: { retry: { maxAttempts: 3, delaysSeconds: [1] }, gates: { assets: {} }, limits: { scenesPerVideo: 5 } },
    })
    expect((await read('patched')).settings).not.toHaveProperty('aspect')
    const wrong = await send('PATCH', '/v1/channels/patched', { settings: { retry: { delaysSeconds: [] } } })
    const problem = (await wrong.json()) as { code: string; errors: { pointer: string }[] }
    expect(problem).toMatchObject({ code: 'invalid_body', errors: [{ pointer: '/settings/retry/delaysSeconds' }] })
    expect((await read('patched')).version).toBe(2)
    const same = await send('PATCH', '/v1/channels/patched', { name: 'New' })
    expect(same.headers.get('etag'), 'what changes nothing is no change').toBe('"2"')
  })

  it('is not changed by who has seen an older one, and by one of two at once only', async () => {
    await made('raced')
    const change = (name: string) => send('PATCH', '/v1/channels/raced', { name }, { 'if-match': '"1"' })
    const statuses = (await Promise.all(['a', 'b', 'c', 'd'].map(change))).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 412, 412, 412])
    const archived = await send('DELETE', '/v1/channels/raced', undefined, { 'if-match': '"1"' })
    expect(await answered(archived)).toEqual([412, 'precondition_failed'])
  })

  it('has a new version also where the command line stores it', async () => {
    await made('by-hand')
    await world.pipeline.putChannel({ id: 'by-hand', name: 'By hand', settings: { voice: 'slt' } })
    expect(await read('by-hand')).toMatchObject({ version: 2, settings: { voice: 'slt' } })
  })

  it('that nobody made is not there', async () => {
    for (const [method, body] of [['GET'], ['PATCH', {}], ['DELETE']] as const) {
      expect(await answered(await send(method, '/v1/channels/nobody', body))).toEqual([404, 'channel_not_found'])
    }
    expect(await answered(await send('POST', '/v1/channels/nobody/restore'))).toEqual([404, 'channel_not_found'])
  })
})

describe('an archived channel', () => {
  it('takes no orders until it is restored; what is on its way goes on', async () => {
    await made('old')
    const video = await submit(world, { title: 'T', brief: 'b', channel: 'old' })
    expect((await send('DELETE', '/v1/channels/old')).status).toBe(204)
    const refused = await send('POST', '/v1/videos', { title: 'T', brief: 'b', channel: 'old' })
    expect(await answered(refused)).toEqual([409, 'channel_archived'])
    expect((await world.pipeline.getVideo(video))?.status).toBe('pending')
    const restored = (await (await send('POST', '/v1/channels/old/restore')).json()) as Channel
    expect(restored).toMatchObject({ archivedAt: null, version: 3 })
    expect((await send('POST', '/v1/videos', { title: 'T', brief: 'b', channel: 'old' })).status).toBe(202)
  })

  it('cannot be the default one', async () => {
    expect(await answered(await send('DELETE', '/v1/channels/default'))).toEqual([409, 'default_channel'])
  })
})

describe('the listing', () => {
  it('has all of them once, page by page, and the archived ones where they are asked for', async () => {
    for (const id of ['page-1', 'page-2', 'page-3']) await made(id)
    await send('DELETE', '/v1/channels/page-2')
    const all = async (query: string) => {
      const ids: string[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await send('GET', `/v1/channels?limit=2&${query}${cursor && `&cursor=${cursor}`}`)
        const body = (await page.json()) as { channels: Channel[]; nextCursor: string | null }
        ids.push(...body.channels.map(({ id }) => id))
        cursor = body.nextCursor
      }
      return ids
    }
    const [open, whole] = [await all('archived=false'), await all('archived=true')]
    expect(new Set(whole).size).toBe(whole.length)
    expect(whole.slice(0, 3)).toEqual(['page-3', 'page-2', 'page-1'])
    expect(open).toEqual(whole.filter((id) => id !== 'page-2'))
    expect(await answered(await send('GET', '/v1/channels?cursor=abc'))).toEqual([400, 'bad_cursor'])
  })
})

describe('the limits of a channel', () => {
  it('bound scenes and open videos', async () => {
    await made('small', { limits: { scenesPerVideo: 1, openVideos: 2 } })
    const order = (scenes: number) => ({
      ...{ title: 'T', channel: 'small' },
      scenes: Array.from({ length: scenes }, () => ({ narration: 'One.' })),
    })
    expect(await answered(await send('POST', '/v1/videos', order(2)))).toEqual([422, 'invalid_order'])
    const sent = await Promise.all([1, 2, 3, 4].map(() => send('POST', '/v1/videos', order(1))))
    const answers = await Promise.all(sent.map(answered))
    expect(answers.filter(([status]) => status === 202)).toHaveLength(2)
    expect(answers.filter(([status]) => status === 429)).toEqual([
      [429, 'channel_limit'],
      [429, 'channel_limit'],
    ])
  })
})

describe('a key of some channels', () => {
  it('administers these, but not what runs on the workers, and knows of no others', async () => {
    await made('mine')
    await made('theirs')
    const scopes = ['channels:admin', 'videos:read']
    const { authorization } = await makeKey(world, { name: 'of mine', scopes, channels: ['mine'] })
    const headers = { authorization }
    const listed = (await (await send('GET', '/v1/channels', undefined, headers)).json()) as { channels: Channel[] }
    expect(listed.channels.map(({ id }) => id)).toEqual(['mine'])
    expect((await send('PATCH', '/v1/channels/mine', { name: 'My own' }, headers)).status).toBe(200)
    const commands = { settings: { commands: { assets: TOOL } } }
    expect(await answered(await send('PATCH', '/v1/channels/mine', commands, headers))).toEqual([403, 'missing_scope'])
    expect((await send('PATCH', '/v1/channels/mine', commands)).status).toBe(200)
    const gone = { settings: { commands: null } }
    expect(await answered(await send('PATCH', '/v1/channels/mine', gone, headers))).toEqual([403, 'missing_scope'])
    expect((await send('PATCH', '/v1/channels/mine', { settings: { voice: 'slt' } }, headers)).status).toBe(200)
    expect(await answered(await send('POST', '/v1/channels', { id: 'mine-2', name: 'x' }, headers))).toEqual([
      403,
      'missing_scope',
    ])
    expect(await answered(await send('POST', '/v1/channels', { id: 'theirs', name: 'x' }, headers))).toEqual([
      403,
      'missing_scope',
    ])
    for (const id of ['theirs', 'nobody']) {
      expect(await answered(await send('GET', `/v1/channels/${id}`, undefined, headers))).toEqual([
        404,
        'channel_not_found',
      ])
      const put = send('PUT', `/v1/channels/${id}/credentials/TOKEN`, { value: 'x' }, headers)
      expect(await answered(await put)).toEqual([404, 'channel_not_found'])
    }
  })
})

describe('credentials', () => {
  const ONE = '/v1/channels/secretive/credentials'

  it('are named and never shown', async () => {
    await made('secretive')
    expect((await send('PUT', `${ONE}/API_TOKEN`, { value: 'hunter2-hunter2' })).status).toBe(204)
    expect((await send('PUT', `${ONE}/OTHER`, { value: 'x'.repeat(65_536) })).status).toBe(204)
    const text = await (await send('GET', ONE)).text()
    expect(JSON.parse(text)).toEqual({
      credentials: [
        { name: 'API_TOKEN', changedAt: expect.any(String) as string, changedBy: 'admin' },
        { name: 'OTHER', changedAt: expect.any(String) as string, changedBy: 'admin' },
      ],
    })
    expect(text).not.toContain('hunter2')
    const { rows } = await world.executeSql('select sealed from channel_credentials')
    expect(JSON.stringify(rows)).not.toContain('hunter2')
    expect(await world.pipeline.credentialsOf('secretive', ['API_TOKEN', 'MISSING'])).toEqual({
      API_TOKEN: 'hunter2-hunter2',
    })
    expect((await send('DELETE', `${ONE}/OTHER`)).status).toBe(204)
    expect(await answered(await send('DELETE', `${ONE}/OTHER`))).toEqual([404, 'credential_not_found'])
  })

  it('are refused where no script could have them', async () => {
    await made('strict')
    const put = (name: string, value: unknown) => send('PUT', `/v1/channels/strict/credentials/${name}`, { value })
    for (const name of ['DATABASE_URL', 'PGPASSWORD', 'REELYARD_ADMIN_KEY', '1A', 'A-B', 'A%20B']) {
      expect([name, ...(await answered(await put(name, 'x')))]).toEqual([name, 400, 'bad_request'])
    }
    for (const value of ['', 'x'.repeat(65_537), 'ü'.repeat(40_000), 'a\u0000b', 5, null]) {
      expect(await answered(await put('TOKEN', value))).toEqual([422, 'invalid_body'])
    }
  })

  it('moved to another channel or name by hand open nothing', async () => {
    await made('thief')
    await world.executeSql(`insert into channel_credentials (channel_id, name, sealed, changed_by)
      select 'thief', name, sealed, 'x' from channel_credentials where channel_id = 'secretive'`)
    await expect(world.pipeline.credentialsOf('thief', ['API_TOKEN'])).rejects.toMatchObject({
      code: 'credential_unreadable',
    })
  })

  it('cannot be stored without a key', async () => {
    const bare = await setup({ keyring: null })
    try {
      const init = { method: 'PUT', body: '{"value":"x"}', headers: { 'content-type': 'application/json' } }
      const refused = await bare.request('/v1/channels/default/credentials/TOKEN', init)
      expect(await answered(refused)).toEqual([503, 'encryption_off'])
    } finally {
      await bare.close()
    }
  })
})
