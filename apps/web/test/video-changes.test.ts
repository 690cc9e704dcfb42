import { access, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { artifactListResource, videoResource } from '../src/resources.ts'
import { cancelAll, exchange } from './support/exchange.ts'
import { keyOf } from './support/restricted-key.ts'
import { setup, submit, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup()
})
afterEach(() => cancelAll(world))
afterAll(() => world.close())

const send = (method: string, path: string, body?: object, headers?: Record<string, string>) =>
  exchange(world, method, path, body, headers)

const get = (id: string, headers: Record<string, string> = {}) => send('GET', `/v1/videos/${id}`, undefined, headers)
const priorities = async (id: string) => {
  const { rows } = await world.executeSql(`
    select t.priority as task, j.priority as job from tasks t join pgboss.job j on j.id = t.job_id
     where t.video_id = '${id}'`)
  return rows
}

describe('the tag of a video', () => {
  it('stays while nothing changes, saves sending it again, and changes with it', async () => {
    const id = await submit(world)
    const { etag } = await get(id)
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    expect((await get(id, { 'if-none-match': etag! })).status).toBe(304)
    await send('PATCH', `/v1/videos/${id}`, { metadata: { a: 1 } })
    const later = await get(id, { 'if-none-match': etag! })
    expect([later.status, later.etag === etag]).toEqual([200, false])
  })

  it.each([
    ['PATCH', '', { priority: 'low' }],
    ['POST', '/cancel', {}],
    ['POST', '/retry', {}],
    ['DELETE', '', undefined],
  ])('keeps %s %s from changing what was changed since', async (method, path, body) => {
    const id = await submit(world)
    const { etag } = await get(id)
    await send('PATCH', `/v1/videos/${id}`, { metadata: { a: 1 } })
    const before = (await get(id)).etag
    const { status, body: problem } = await send(method, `/v1/videos/${id}${path}`, body, { 'if-match': etag! })
    expect([status, problem.code]).toEqual([412, 'precondition_failed'])
    expect((await get(id)).etag).toBe(before)
  })

  it('lets one of two changes through that saw the same', async () => {
    const id = await submit(world)
    const { etag } = await get(id)
    const change = (n: number) => send('PATCH', `/v1/videos/${id}`, { metadata: { n } }, { 'if-match': etag! })
    const answers = await Promise.all([change(1), change(2), change(3)])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412])
  })
})

describe('PATCH /v1/videos/:id', () => {
  it('gives all that waits the priority, and what comes after it', async () => {
    const id = await submit(world)
    const { status, etag, body } = await send('PATCH', `/v1/videos/${id}`, { priority: 'high', metadata: { x: 'y' } })
    expect(status).toBe(200)
    expect(videoResource.parse(body)).toMatchObject({
      priority: 'high',
      metadata: { x: 'y' },
      order: { priority: 'high' },
    })
    expect((await get(id)).etag).toBe(etag)
    expect(await priorities(id)).toEqual([{ task: 10, job: 10 }])
    await world.makeFiles(id, [])
    const { rows } = await world.executeSql(
      `select distinct t.priority from tasks t where video_id = '${id}' and step = 'assets'`,
    )
    expect(rows).toEqual([{ priority: 10 }])
  })

  it.each([[{}], [{ priority: 'urgent' }], [{ title: 'x' }], [{ metadata: { a: [] } }]])('refuses %j', async (body) => {
    const { status, body: problem } = await send('PATCH', `/v1/videos/${await submit(world)}`, body)
    expect([status, problem.code]).toEqual([422, 'invalid_body'])
  })

  it('of another channel is that of no video', async () => {
    const id = await submit(world)
    const headers = await keyOf(world, ['other'])
    for (const [method, path] of [
      ['PATCH', ''],
      ['POST', '/cancel'],
      ['POST', '/retry'],
      ['DELETE', ''],
    ] as const) {
      expect((await send(method, `/v1/videos/${id}${path}`, { priority: 'low' }, headers)).status).toBe(404)
    }
  })
})

describe('cancelling and trying again', () => {
  it('a video is cancelled once', async () => {
    const id = await submit(world)
    const first = await send('POST', `/v1/videos/${id}/cancel`, { note: 'wrong text' })
    expect([first.status, videoResource.parse(first.body).status]).toEqual([200, 'cancelled'])
    expect(first.body.tasks[0].error).toEqual({ code: 'cancelled', message: 'wrong text' })
    const second = await send('POST', `/v1/videos/${id}/cancel`)
    expect([second.status, second.body.code]).toEqual([409, 'video_ended'])
    expect(await send('POST', `/v1/videos/${id}/retry`)).toMatchObject({ status: 409, body: { code: 'video_ended' } })
  })

  it('what failed of a video is tried again, once', async () => {
    const id = await submit(world)
    expect((await send('POST', `/v1/videos/${id}/retry`)).body.code).toBe('nothing_to_retry')
    await world.failVideo(id)
    const answers = await Promise.all([1, 2, 3].map(() => send('POST', `/v1/videos/${id}/retry`, { note: 'again' })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409])
    expect((await get(id)).body.tasks).toMatchObject([{ step: 'storyboard', state: 'pending', failures: 0 }])
    const { rows } = await world.executeSql(
      `select count(*)::int as open from dead_letters where video_id = '${id}' and ended_at is null`,
    )
    expect(rows).toEqual([{ open: 0 }])
  })
})

describe('DELETE /v1/videos/:id', () => {
  const fileOf = (sha256: string) => join(world.folder, 'artifacts', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  const isThere = (sha256: string) =>
    access(fileOf(sha256)).then(
      () => true,
      () => false,
    )
  const old = (sha256: string) => utimes(fileOf(sha256), 1, 1)
  const endedWith = async (...contents: string[]) => {
    const id = await submit(world)
    await world.makeFiles(
      id,
      contents.map((content) => ({ role: 'picture', mediaType: 'image/png', content })),
    )
    await world.pipeline.cancel(id, 'test')
    const { artifacts } = artifactListResource.parse((await send('GET', `/v1/videos/${id}/artifacts`)).body)
    return { id, artifacts, files: artifacts.map(({ sha256 }) => sha256) }
  }

  it('refuses a video that has not ended', async () => {
    const id = await submit(world)
    expect(await send('DELETE', `/v1/videos/${id}`)).toMatchObject({ status: 409, body: { code: 'video_running' } })
    await world.pipeline.cancel(id, 'test')
    expect((await send('DELETE', `/v1/videos/${id}`)).status).toBe(204)
    expect((await send('DELETE', `/v1/videos/${id}`)).status).toBe(404)
    expect((await get(id)).status).toBe(404)
  })

  it('removes its files, but none that others use, and none that was just written', async () => {
    const one = await endedWith('a', 'shared', 'fresh!!')
    await endedWith('b', 'shared')
    const [own, shared, fresh] = [1, 6, 7].map((size) => one.artifacts.find(({ bytes }) => bytes === size)!.sha256)
    for (const file of [own!, shared!]) await old(file)
    expect((await send('DELETE', `/v1/videos/${one.id}`)).status).toBe(204)
    expect([await isThere(own!), await isThere(shared!), await isThere(fresh!)]).toEqual([false, true, true])
    const { rows } = await world.executeSql(`select count(*)::int as left from artifacts where video_id = '${one.id}'`)
    expect(rows).toEqual([{ left: 0 }])
  })

  it('keeps a picture that another order names', async () => {
    const one = await endedWith('a picture of mine')
    await submit(world, { title: 'T', scenes: [{ narration: 'n', image: one.artifacts[0]!.id }] })
    await old(one.files[0]!)
    expect((await send('DELETE', `/v1/videos/${one.id}`)).status).toBe(204)
    expect(await isThere(one.files[0]!)).toBe(true)
    expect(await world.pipeline.unnamedFiles([one.files[0]!])).toEqual([])
    expect((await world.request(`/v1/artifacts/${one.artifacts[0]!.id}/content`)).status).toBe(200)
  })

  it('leaves no message in the dead-letter queue', async () => {
    const id = await submit(world)
    await world.failVideo(id)
    const letters = async () =>
      (await world.executeSql(`select count(*)::int as n from pgboss.job where name = 'dead_letters'`)).rows[0]?.n
    const before = Number(await letters())
    expect((await send('DELETE', `/v1/videos/${id}`)).status).toBe(204)
    expect(await letters()).toBe(before - 1)
  })
})
