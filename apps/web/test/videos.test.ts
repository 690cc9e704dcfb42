import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  artifactListResource,
  submittedResource,
  videoPageResource,
  videoResource,
  type VideoPageResource,
} from '../src/resources.ts'
import { ORDER, setup, submit, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup()
})
afterAll(() => world.close())

describe('POST /v1/videos', () => {
  it.each(['tide-pool', 'mouse-and-owl-18', 'night-trains-brief'])('takes the example %s', async (name) => {
    const body = await readFile(new URL(`../../../examples/${name}.json`, import.meta.url), 'utf8')

    const response = await world.post(body)

    expect(response.status).toBe(202)
    const submitted = submittedResource.parse(await response.json())
    expect(response.headers.get('location')).toBe(`/v1/videos/${submitted.id}`)
    expect(submitted).toMatchObject({ status: 'pending', links: { self: `/v1/videos/${submitted.id}` } })
    expect((await world.request(submitted.links.self)).status).toBe(200)
    expect((await world.request(submitted.links.artifacts)).status).toBe(200)
  })

  it('takes text that would be code elsewhere, and gives it back as it came', async () => {
    const narration = `It's 100 % \\"quoted" %{x} {\\b1} '; rm -rf / [v0] $(id) <script> מזל 漢字 👩‍👩‍👧 ${'x'.repeat(200)}\ttab\nline`
    const id = await submit(world, { title: narration.slice(0, 50), scenes: [{ narration }] })

    const video = videoResource.parse(await (await world.request(`/v1/videos/${id}`)).json())

    expect(video.order.scenes?.[0]?.narration).toBe(narration)
  })

  it('takes the longest texts and the most scenes that an order may have', async () => {
    const scene = { narration: 'n'.repeat(2_000), visual: 'v'.repeat(1_000), sound: 's'.repeat(1_000) }
    const response = await world.post(
      JSON.stringify({ title: 't'.repeat(200), scenes: Array.from({ length: 200 }, () => scene) }),
    )

    expect(response.status).toBe(202)
  })
})

describe('a picture that an order brings', () => {
  it('is taken if an artifact of its channel is one', async () => {
    const other = await setup()
    const id = await submit(other)
    await other.makeFiles(id, [
      { role: 'notes', mediaType: 'text/plain', content: 'no picture' },
      { role: 'picture', mediaType: 'image/png', content: 'a picture' },
    ])
    const { artifacts } = artifactListResource.parse(await (await other.request(`/v1/videos/${id}/artifacts`)).json())
    const orderWith = (role: string) => {
      const image = artifacts.find((artifact) => artifact.role === role)?.id
      return JSON.stringify({ title: 'T', scenes: [{ narration: 'n', image }] })
    }

    const refused = await other.post(orderWith('notes'))
    const taken = await other.post(orderWith('picture'))

    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { code: 'invalid_order', errors: [{ pointer: '/scenes/0/image', code: 'not_a_picture' }] },
    ])
    expect(taken.status).toBe(202)
    await other.close()
  })
})

describe('GET /v1/videos/:id', () => {
  it('tells status, progress and tasks', async () => {
    const id = await submit(world)

    const video = videoResource.parse(await (await world.request(`/v1/videos/${id}`)).json())

    expect(video).toMatchObject({ id, status: 'pending', progress: 0, title: ORDER.title, channel: 'default' })
    expect(video.tasks).toMatchObject([{ step: 'storyboard', scene: null, state: 'pending', attempt: 0, worker: null }])
    expect(video.order).toMatchObject({ voice: 'slt', language: 'en', aspect: '16:9', resolution: '1080p' })
  })

  it.each(['no-id', '00000000-0000-4000-8000-000000000000', 'a'.repeat(99), "'; drop table videos"])(
    'answers 404 for %s',
    async (id) => {
      const response = await world.request(`/v1/videos/${encodeURIComponent(id)}`)

      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'video_not_found', status: 404 })
    },
  )
})

describe('GET /v1/videos', () => {
  let listed: World
  beforeAll(async () => {
    listed = await setup()
  })
  afterAll(() => listed.close())

  const page = async (query: string): Promise<VideoPageResource> =>
    videoPageResource.parse(await (await listed.request(`/v1/videos${query}`)).json())

  it('is empty at first', async () => {
    expect(await page('')).toEqual({ videos: [], nextCursor: null })
  })

  it('pages through all videos, newest first, each once, while others are added', async () => {
    const ids: string[] = []
    for (let index = 0; index < 7; index++) ids.push(await submit(listed))

    const first = await page('?limit=3')
    await submit(listed)
    const second = await page(`?limit=3&cursor=${first.nextCursor}`)
    const third = await page(`?limit=3&cursor=${second.nextCursor}`)

    const seen = [first, second, third].flatMap(({ videos }) => videos.map((video) => video.id))
    expect(seen).toEqual(ids.toReversed())
    expect(third.nextCursor).toBeNull()
  })

  it('gives 20 where the query names no limit', async () => {
    for (let index = 0; index < 15; index++) await submit(listed)

    const { videos, nextCursor } = await page('')

    expect(videos).toHaveLength(20)
    expect(nextCursor).not.toBeNull()
  })

  it.each([
    ['?limit=0', '/limit', 'too_small'],
    ['?limit=101', '/limit', 'too_big'],
    ['?limit=many', '/limit', 'wrong_type'],
    ['?limit=1.5', '/limit', 'wrong_type'],
    ['?limit=1&limit=2', '/limit', 'wrong_type'],
    ['?cursor=', '/cursor', 'empty'],
    ['?page=2', '/page', 'unknown_field'],
  ])('refuses %s', async (query, pointer, code) => {
    const response = await listed.request(`/v1/videos${query}`)

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid_query', errors: [{ pointer, code }] })
  })

  const forged = Buffer.from('["2026-01-01 00:00:00+00","x"]').toString('base64url')
  it.each(['abc', forged, Buffer.from('{}').toString('base64url')])('refuses the cursor %s', async (cursor) => {
    const response = await listed.request(`/v1/videos?cursor=${cursor}`)

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'bad_cursor', errors: [{ pointer: '/cursor' }] })
  })
})
