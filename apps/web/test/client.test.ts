/** The client against the app: what it sends is taken, what it gets is what its types say. */
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient, ProblemError } from '@reelyard/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../../../test/support/web-process.ts'
import { ORDER, setup, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup()
})
afterAll(() => world.close())

describe('the client', () => {
  it('submits, looks, lists and downloads', async () => {
    const client = createClient(world.url, { apiKey: ADMIN_KEY })
    const content = randomBytes(3_000_000)

    const { id } = await client.submitVideo(ORDER)
    await world.makeFiles(id, [{ role: 'film', mediaType: 'video/mp4', content }])

    expect(await client.video(id)).toMatchObject({ id, status: 'processing', sceneCount: 1 })
    expect((await client.videos({ limit: 1 })).videos.map((video) => video.id)).toEqual([id])
    const [film] = await client.artifacts(id)
    await client.download(film!.id, join(world.folder, 'film.mp4'))
    expect((await readFile(join(world.folder, 'film.mp4'))).equals(content)).toBe(true)
    expect((await readdir(world.folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('waits until a video has ended, and tells of each look', async () => {
    const client = createClient(`${world.url}/`, { apiKey: ADMIN_KEY })
    const { id } = await client.submitVideo(ORDER)
    const seen: string[] = []

    const video = await client.waitForEnd(id, {
      intervalMs: 5,
      onUpdate: ({ status }) => {
        seen.push(status)
        if (seen.length === 3) void world.failVideo(id)
      },
    })

    expect(video.status).toBe('failed')
    expect(seen.slice(0, 3)).toEqual(['pending', 'pending', 'pending'])
    expect(seen.at(-1)).toBe('failed')
  })

  it('stops waiting when it is told to', async () => {
    const client = createClient(world.url, { apiKey: ADMIN_KEY })
    const { id } = await client.submitVideo(ORDER)
    const stop = new AbortController()

    const waiting = client.waitForEnd(id, { signal: stop.signal, intervalMs: 60_000, onUpdate: () => stop.abort() })

    await expect(waiting).rejects.toThrow(/abort/i)
  })

  it('throws the problem, with every fault in its message', async () => {
    const client = createClient(world.url, { apiKey: ADMIN_KEY })

    const error = await client.submitVideo({ title: '', scenes: [] }).catch((thrown: unknown) => thrown)

    expect(error).toBeInstanceOf(ProblemError)
    expect(error).toMatchObject({
      status: 422,
      code: 'invalid_order',
      problem: { errors: [{ pointer: '/title' }, { pointer: '/scenes' }] },
    })
    expect((error as Error).message).toContain("/title: 'title' must not be empty.")
    await expect(client.video('no-id')).rejects.toMatchObject({ code: 'video_not_found' })
    await expect(client.videos({ cursor: 'x' })).rejects.toMatchObject({ code: 'bad_cursor' })
  })
})
