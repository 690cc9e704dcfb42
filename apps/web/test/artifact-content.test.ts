import { createHash, randomBytes } from 'node:crypto'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifactListResource, type ArtifactResource } from '../src/resources.ts'
import { setup, submit, type World } from './support/world.ts'

const FILM = randomBytes(100_000)
const FILES = [
  { role: 'film', mediaType: 'video/mp4', content: FILM },
  { role: 'empty', mediaType: 'application/octet-stream', content: '' },
  {
    role: 'drawing',
    mediaType: 'image/svg+xml',
    content: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  },
  { role: 'page', mediaType: 'Text/HTML; charset=utf-8', content: '<script>alert(1)</script>' },
  { role: 'captions', mediaType: 'text/vtt', content: 'WEBVTT\n\né' },
  { role: 'odd "name"\r\nx: y/../é', mediaType: 'text/x\r\nevil: 1', content: 'odd' },
  { role: 'lost', mediaType: 'text/plain', content: 'will be removed' },
  { role: 'cut', mediaType: 'text/plain', content: 'will be cut' },
]

let world: World
let videoId: string
let files: Map<string, ArtifactResource>
beforeAll(async () => {
  world = await setup()
  videoId = await submit(world)
  await world.makeFiles(videoId, FILES)
  const list = artifactListResource.parse(await (await world.request(`/v1/videos/${videoId}/artifacts`)).json())
  files = new Map(list.artifacts.map((artifact) => [artifact.role, artifact]))
})
afterAll(() => world.close())

const get = (role: string, headers: Record<string, string> = {}, method = 'GET') =>
  world.request(files.get(role)!.links.content, { method, headers })

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

describe('the list of a video', () => {
  it('names every file, with its size and digest', () => {
    const sha256 = createHash('sha256').update(FILM).digest('hex')

    expect(files.size).toBe(FILES.length)
    expect(files.get('film')).toMatchObject({ videoId, step: 'storyboard', scene: null, bytes: 100_000, sha256 })
  })

  it('is 404 for a video that does not exist', async () => {
    const response = await world.request('/v1/videos/00000000-0000-4000-8000-000000000000/artifacts')

    expect(await response.json()).toMatchObject({ status: 404, code: 'video_not_found' })
  })
})

describe('the whole file', () => {
  it('comes with its bytes and all that is known of it', async () => {
    const response = await get('film')

    expect(response.status).toBe(200)
    expect((await bytesOf(response)).equals(FILM)).toBe(true)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '100000',
      'accept-ranges': 'bytes',
      etag: `"${files.get('film')!.sha256}"`,
      'cache-control': 'private, max-age=31536000, immutable',
      'content-disposition': `inline; filename="${videoId}-film.mp4"`,
      'x-content-type-options': 'nosniff',
    })
  })

  it('may be empty', async () => {
    const response = await get('empty')

    expect([response.status, response.headers.get('content-length')]).toEqual([200, '0'])
    expect(await response.text()).toBe('')
  })

  it('is told of by HEAD without being sent, ranges not heeded', async () => {
    const response = await get('film', { range: 'bytes=0-9' }, 'HEAD')

    expect([response.status, response.headers.get('content-length')]).toEqual([200, '100000'])
    expect(await response.text()).toBe('')
  })

  it('is not sent again to a client that has it', async () => {
    const tag = `"${files.get('film')!.sha256}"`
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const response = await get('film', { 'if-none-match': known, range: 'bytes=0-9' })
      expect([response.status, await response.text(), response.headers.get('etag')]).toEqual([304, '', tag])
    }
    expect((await get('film', { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it.each([['drawing'], ['page']])('runs nothing in a browser: %s', async (role) => {
    const policy = (await get(role)).headers.get('content-security-policy')

    expect(policy).toMatch(/(^|; )sandbox($|;)/)
    expect(policy).toContain("default-src 'none'")
  })

  it('is text in UTF-8 where it is text', async () => {
    const response = await get('captions')

    expect(response.headers.get('content-type')).toBe('text/vtt; charset=utf-8')
    expect(await response.text()).toContain('é')
  })

  it('gets a safe name and type, whatever a script called it', async () => {
    const { headers } = await get('odd "name"\r\nx: y/../é')

    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('content-disposition')).toMatch(/^(inline|attachment); filename="[\w.-]+"$/)
    expect(headers.get('evil') ?? headers.get('x')).toBeNull()
  })
})

describe('a range', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-99', 0, 99],
    ['bytes=99999-', 99_999, 99_999],
    ['bytes=50000-', 50_000, 99_999],
    ['bytes=-1', 99_999, 99_999],
    ['bytes=-200000', 0, 99_999],
    ['bytes=10-999999999999', 10, 99_999],
    ['Bytes=5-6', 5, 6],
  ])('%s is served', async (range, start, end) => {
    const response = await get('film', { range })

    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/100000`)
    expect(response.headers.get('content-length')).toBe(String(end - start + 1))
    expect((await bytesOf(response)).equals(FILM.subarray(start, end + 1))).toBe(true)
  })

  it.each(['bytes=100000-', 'bytes=100000-100001', 'bytes=-0'])('%s lies outside: 416', async (range) => {
    const response = await get('film', { range })

    expect(response.headers.get('content-range')).toBe('bytes */100000')
    expect(await response.json()).toMatchObject({ status: 416, code: 'range_not_satisfiable' })
  })

  it('of an empty file lies outside', async () => {
    expect((await get('empty', { range: 'bytes=0-' })).status).toBe(416)
  })

  it.each(['bytes=5-2', 'bytes=a-b', 'bytes=-', 'lines=1-2', 'bytes=0-1,5-6', 'bytes', ''])(
    '%s is not understood or more than one: the whole file',
    async (range) => {
      const response = await get('film', { range })

      expect(response.status).toBe(200)
      expect((await bytesOf(response)).equals(FILM)).toBe(true)
    },
  )

  it('is served under If-Range if the file is still that one, else the whole file is', async () => {
    const range = 'bytes=0-9'
    const tag = `"${files.get('film')!.sha256}"`

    expect((await get('film', { range, 'if-range': tag })).status).toBe(206)
    for (const other of ['"other"', `W/${tag}`, 'Sat, 21 Nov 2026 12:00:00 GMT']) {
      expect((await get('film', { range, 'if-range': other })).status).toBe(200)
    }
  })
})

describe('a file that cannot be sent', () => {
  it.each(['00000000-0000-4000-8000-000000000000', 'no-id'])('is 404 where there is no artifact %s', async (id) => {
    expect(await (await world.request(`/v1/artifacts/${id}/content`)).json()).toMatchObject({
      status: 404,
      code: 'artifact_not_found',
    })
  })

  it('is 500 with a code of its own where the store has lost it, and the log says which', async () => {
    const { sha256 } = files.get('lost')!
    await world.store.remove(sha256)

    expect(await (await get('lost')).json()).toMatchObject({ status: 500, code: 'artifact_unavailable' })
    expect(JSON.stringify(world.logLines)).toContain(sha256)
  })

  it('is 500 where it does not have the size that it should have', async () => {
    const { sha256 } = files.get('cut')!
    const root = join(world.folder, 'artifacts')
    const [path] = (await readdir(root, { recursive: true })).filter((name) => name.endsWith(sha256))
    await rm(join(root, path!))
    await writeFile(join(root, path!), 'short')

    expect(await (await get('cut')).json()).toMatchObject({ status: 500, code: 'artifact_unavailable' })
  })
})
