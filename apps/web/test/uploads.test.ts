import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { crc32 } from 'node:zlib'
import { readAllowList } from '@reelyard/outbound'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeKey } from './support/keys.ts'
import { PICTURES, TYPES } from './support/pictures.ts'
import { setup, type World } from './support/world.ts'

let world: World
let server: Server
let elsewhere: string

beforeAll(async () => {
  server = createServer((request, response) => {
    const type = request.url === '/liar.png' ? 'image/jpeg' : 'image/png'
    response.writeHead(request.url === '/missing.png' ? 404 : 200, { 'content-type': type }).end(PICTURES.png)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  elsewhere = `http://127.0.0.1:${port}`
  world = await setup({ outbound: { allow: readAllowList(`127.0.0.1:${port}`) } })
})

afterAll(async () => {
  await world.close()
  server.close()
})

function upload(body: Uint8Array | string, type: string, query = '', key?: string): Promise<Response> {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` }
  const headers = { 'content-type': type, ...authorization }
  return world.request(`/v1/artifacts${query}`, {
    method: 'POST',
    body: body as NonNullable<RequestInit['body']>,
    headers,
  })
}

async function expectRefused(response: Response, status: number, code: string): Promise<string> {
  const problem = (await response.json()) as { code: string; detail: string }
  expect([response.status, problem.code]).toEqual([status, code])
  expect(problem.detail).toMatch(/\.$/)
  return problem.detail
}

describe('an upload', () => {
  it.each(Object.keys(PICTURES) as (keyof typeof PICTURES)[])('takes a %s as it is', async (kind) => {
    const response = await upload(PICTURES[kind], TYPES[kind])
    expect(response.status).toBe(201)
    const uploaded = (await response.json()) as { id: string; links: { self: string; content: string } }
    expect(uploaded).toMatchObject({
      ...{ width: 20, height: 16, mediaType: TYPES[kind], bytes: PICTURES[kind].length, role: 'upload', videoId: null },
      sha256: createHash('sha256').update(PICTURES[kind]).digest('hex'),
    })
    expect(response.headers.get('location')).toBe(uploaded.links.self)
    const { width: _w, height: _h, links, ...rest } = uploaded as typeof uploaded & { width: 0; height: 0 }
    const found = (await (await world.request(links.self)).json()) as object
    expect(found).toEqual({ ...rest, links: { content: links.content } })
    const content = await world.request(links.content)
    expect(content.headers.get('content-type')).toBe(TYPES[kind])
    expect(Buffer.from(await content.arrayBuffer())).toEqual(PICTURES[kind])
  })

  it('is taken by orders of its channel, and by no others', async () => {
    const { id } = (await (await upload(PICTURES.png, 'image/png')).json()) as { id: string }
    const order = { title: 'With a picture', scenes: [{ narration: 'One.', image: id }] }
    expect((await world.post(JSON.stringify(order))).status).toBe(202)
    await world.pipeline.putChannel({ id: 'other', name: 'Other' })
    const foreign = await world.post(JSON.stringify({ ...order, channel: 'other' }))
    await expectRefused(foreign, 422, 'invalid_order')
  })

  it('is made once for one Idempotency-Key', async () => {
    const send = () =>
      world.request('/v1/artifacts', {
        method: 'POST',
        body: PICTURES.gif as NonNullable<RequestInit['body']>,
        headers: { 'content-type': 'image/gif', 'idempotency-key': 'picture-1' },
      })
    const [first, second] = [await send(), await send()]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(await second.json()).toEqual(await first.json())
  })

  it('leaves nothing in the temporary folder', async () => {
    await upload(PICTURES.png, 'image/png')
    await upload(PICTURES.png.subarray(0, 30), 'image/png')
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('reelyard-upload-'))).toEqual([])
  })
})

describe('what is no picture to take', () => {
  const cut = Object.entries(PICTURES).flatMap(([kind, bytes]) =>
    [1, Math.floor(bytes.length / 2), bytes.length - 14].map((less) => [kind, bytes.subarray(0, -less)] as const),
  )
  it.each(cut)('a %s that is cut off', async (kind, bytes) => {
    await expectRefused(await upload(bytes, TYPES[kind as keyof typeof TYPES]), 422, 'invalid_upload')
  })

  it.each(Object.keys(PICTURES) as (keyof typeof PICTURES)[])('a %s with something behind it', async (kind) => {
    const bytes = Buffer.concat([PICTURES[kind], Buffer.from('PK\x03\x04<script>')])
    expect(await expectRefused(await upload(bytes, TYPES[kind]), 422, 'invalid_upload')).toContain('the file goes on')
  })

  it('one of another type than it was declared to be', async () => {
    const detail = await expectRefused(await upload(PICTURES.png, 'image/jpeg'), 422, 'invalid_upload')
    expect(detail).toBe("The file was declared to be 'image/jpeg', but is image/png.")
  })

  it.each([
    ['text', Buffer.from('#EXTM3U\nfile:///etc/passwd')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['one byte', Buffer.from('x')],
    ['a PNG signature alone', PICTURES.png.subarray(0, 8)],
  ])('%s', async (_what, bytes) => {
    await expectRefused(await upload(bytes, 'image/png'), 422, 'invalid_upload')
  })

  it('nothing at all', async () => {
    await expectRefused(await upload('', 'image/png'), 400, 'empty_body')
  })

  it.each([
    [16_385, 16],
    [8_000, 8_000],
    [0xffffffff, 0xffffffff],
    [15, 16],
    [0, 16],
  ])('a PNG of %d × %d', async (width, height) => {
    await expectRefused(await upload(pngOf(width, height), 'image/png'), 422, 'invalid_upload')
  })

  it('a PNG that moves', async () => {
    const moving = insertChunk(PICTURES.png, 'acTL', Buffer.alloc(8))
    expect(await expectRefused(await upload(moving, 'image/png'), 422, 'invalid_upload')).toContain('moves')
  })

  it('a GIF that moves', async () => {
    const frame = PICTURES.gif.subarray(PICTURES.gif.indexOf(0x2c, 19), -1)
    const moving = Buffer.concat([PICTURES.gif.subarray(0, -1), frame, Buffer.from([0x3b])])
    expect(await expectRefused(await upload(moving, 'image/gif'), 422, 'invalid_upload')).toContain('moves')
  })

  it('a WebP that moves', async () => {
    const canvas = Buffer.from([0x02, 0, 0, 0, 19, 0, 0, 15, 0, 0])
    const riff = Buffer.concat([riffChunk('VP8X', canvas), riffChunk('ANIM', Buffer.alloc(6))])
    const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
    head.writeUInt32LE(riff.length + 4, 4)
    expect(
      await expectRefused(await upload(Buffer.concat([head, riff]), 'image/webp'), 422, 'invalid_upload'),
    ).toContain('moves')
  })

  it('one of nothing but tiny parts, which would take long to look through', async () => {
    const filling = Buffer.concat([PICTURES.jpeg.subarray(0, 2), Buffer.alloc(4_000_000, 0xff)])
    expect(await expectRefused(await upload(filling, 'image/jpeg'), 422, 'invalid_upload')).toContain('parts')
  })

  it('a PNG with a byte changed', async () => {
    const changed = Buffer.from(PICTURES.png)
    changed[changed.indexOf('IDAT') + 9]! ^= 1
    expect(await expectRefused(await upload(changed, 'image/png'), 422, 'invalid_upload')).toContain('checksum')
  })

  it('one of more than 20 MiB, said in advance or not', async () => {
    const large = Buffer.alloc(20 * 1024 * 1024 + 1)
    await expectRefused(await upload(large, 'image/png'), 413, 'body_too_large')
    const stream = new Blob([large]).stream()
    const init = { method: 'POST', body: stream, duplex: 'half', headers: { 'content-type': 'image/png' } }
    await expectRefused(await world.request('/v1/artifacts', init as RequestInit), 413, 'body_too_large')
  })

  it.each(['image/svg+xml', 'video/mp4', 'application/octet-stream'])('%s', async (type) => {
    await expectRefused(await upload(PICTURES.png, type), 415, 'unsupported_media_type')
  })
})

describe('a picture that is somewhere else', () => {
  const from = (body: object) => upload(JSON.stringify(body), 'application/json')

  it('is fetched, and what came is what is looked at', async () => {
    const response = await from({ url: `${elsewhere}/picture.png` })
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ mediaType: 'image/png', width: 20, height: 16 })
    await expectRefused(await from({ url: `${elsewhere}/liar.png` }), 422, 'invalid_upload')
    expect(await expectRefused(await from({ url: `${elsewhere}/missing.png` }), 422, 'invalid_upload')).toContain('404')
  })

  it.each(['http://169.254.169.254/latest', 'http://2130706433/x.png', 'file:///etc/passwd', 'https://[::1]/x.png'])(
    'is not fetched from %s',
    async (url) => {
      await expectRefused(await from({ url }), 422, 'unsafe_url')
    },
  )

  it('must be named by a URL and nothing else', async () => {
    await expectRefused(await from({ url: 'no url' }), 422, 'invalid_body')
    await expectRefused(await from({ url: `${elsewhere}/x.png`, more: 1 }), 422, 'invalid_body')
    await expectRefused(await world.request('/v1/artifacts', { method: 'POST' }), 400, 'empty_body')
  })
})

describe('a key of some channels', () => {
  it('uploads for these, and neither sees nor guesses the others', async () => {
    await world.pipeline.putChannel({ id: 'mine', name: 'Mine' })
    const { key } = await makeKey(world, { name: 'mine', scopes: ['videos:write', 'videos:read'], channels: ['mine'] })
    const mine = await upload(PICTURES.png, 'image/png', '?channel=mine', key)
    expect(mine.status).toBe(201)
    const unknown = await expectRefused(
      await upload(PICTURES.png, 'image/png', '?channel=nobody', key),
      404,
      'channel_not_found',
    )
    const foreign = await expectRefused(
      await upload(PICTURES.png, 'image/png', '?channel=default', key),
      404,
      'channel_not_found',
    )
    expect(foreign.replace('default', 'nobody')).toBe(unknown)
    const { id } = (await (await upload(PICTURES.png, 'image/png')).json()) as { id: string }
    const headers = { authorization: `Bearer ${key}` }
    for (const method of ['GET', 'DELETE']) {
      await expectRefused(await world.request(`/v1/artifacts/${id}`, { method, headers }), 404, 'artifact_not_found')
    }
  })
})

describe('a deletion', () => {
  const remove = (id: string) => world.request(`/v1/artifacts/${id}`, { method: 'DELETE' })

  it('forgets an upload that no order names', async () => {
    const { id } = (await (await upload(PICTURES.jpeg, 'image/jpeg')).json()) as { id: string }
    expect((await remove(id)).status).toBe(204)
    await expectRefused(await world.request(`/v1/artifacts/${id}`), 404, 'artifact_not_found')
    await expectRefused(await remove(id), 404, 'artifact_not_found')
  })

  it('is refused where an order names it', async () => {
    const { id } = (await (await upload(PICTURES.jpeg, 'image/jpeg')).json()) as { id: string }
    await world.post(JSON.stringify({ title: 'Uses it', scenes: [{ narration: 'One.', image: id }] }))
    await expectRefused(await remove(id), 409, 'artifact_in_use')
  })
})

function riffChunk(type: string, data: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

const AFTER_HEADER = 33

function insertChunk(png: Buffer, type: string, data: Buffer): Buffer {
  return Buffer.concat([png.subarray(0, AFTER_HEADER), pngChunk(type, data), png.subarray(AFTER_HEADER)])
}

function pngOf(width: number, height: number): Buffer {
  const header = Buffer.from(PICTURES.png.subarray(16, 29))
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  return Buffer.concat([PICTURES.png.subarray(0, 8), pngChunk('IHDR', header), PICTURES.png.subarray(AFTER_HEADER)])
}
