/** What the client does where the API is away, is not the API, or breaks off: local servers that misbehave. */
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, DownloadError, ProblemError, UnreachableError } from '@reelyard/client'
import { describe, expect, it, onTestFinished } from 'vitest'

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'reelyard-client-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

describe('an API that is none', () => {
  it('does not answer', async () => {
    const error = await createClient('http://127.0.0.1:1')
      .video('x')
      .catch((thrown: unknown) => thrown)

    expect(error).toBeInstanceOf(UnreachableError)
    expect((error as Error).message).toContain('http://127.0.0.1:1')
  })

  it.each([
    ['a page with 200', 200, 'text/html', '<h1>Hello</h1>'],
    ["a proxy's 502", 502, 'text/html', '<h1>Bad gateway</h1>'],
    ['a problem that is cut off', 500, 'application/problem+json', '{"status":'],
  ])('gives %s', async (_name, status, type, body) => {
    const url = await serve((_request, response) => response.writeHead(status, { 'content-type': type }).end(body))

    await expect(createClient(url).video('x')).rejects.toBeInstanceOf(UnreachableError)
  })
})

describe('waiting', () => {
  it('outlasts a restart of the API', async () => {
    let asked = 0
    const url = await serve((request, response) => {
      asked += 1
      if (asked === 1) response.writeHead(502).end()
      else if (asked === 2) request.socket.destroy()
      else if (asked === 3) problem(response, 503, 'shutting_down')
      else response.end(JSON.stringify({ status: 'completed' }))
    })

    const video = await createClient(url).waitForEnd('x', { intervalMs: 1 })

    expect([video.status, asked]).toEqual(['completed', 4])
  })

  it('looks as soon as something happens, and not before', async () => {
    let looks = 0
    let stream: Parameters<RequestListener>[1] | undefined
    const tell = () => looks > 0 && stream?.write('event: video.completed\ndata: {}\n\n')
    const url = await serve((request, response) => {
      if (request.url?.endsWith('/events')) stream = response
      else response.end(JSON.stringify({ status: (looks += 1) === 1 ? 'processing' : 'completed' }))
      tell()
    })
    const start = performance.now()
    expect((await createClient(url).waitForEnd('x', { live: true, intervalMs: 20 })).status).toBe('completed')
    expect(looks).toBe(2)
    expect(performance.now() - start).toBeLessThan(4_000)
  })

  it('looks by itself where there is no stream of events', async () => {
    let looks = 0
    const url = await serve((request, response) => {
      if (request.url?.endsWith('/events')) problem(response, 404, 'not_found')
      else response.end(JSON.stringify({ status: (looks += 1) === 1 ? 'processing' : 'completed' }))
    })
    expect((await createClient(url).waitForEnd('x', { live: true, intervalMs: 1 })).status).toBe('completed')
  })

  it('gives up once the API has been away for too long', async () => {
    const waiting = createClient('http://127.0.0.1:1').waitForEnd('x', { intervalMs: 1, patienceMs: 20 })

    await expect(waiting).rejects.toBeInstanceOf(UnreachableError)
  })

  it('ends at once for a video that does not exist', async () => {
    const url = await serve((_request, response) => problem(response, 404, 'video_not_found'))

    await expect(createClient(url).waitForEnd('x')).rejects.toBeInstanceOf(ProblemError)
  })
})

describe('a download', () => {
  const content = Buffer.from('the whole film')
  const etag = `"${createHash('sha256').update(content).digest('hex')}"`

  it('that breaks off leaves what was there, and no half file', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { etag, 'content-length': content.length })
      response.write(content.subarray(0, 5), () => response.destroy())
    })
    const into = await folder()
    await writeFile(join(into, 'film.mp4'), 'an earlier one')

    await expect(createClient(url).download('x', join(into, 'film.mp4'))).rejects.toBeInstanceOf(DownloadError)

    expect(await readdir(into)).toEqual(['film.mp4'])
    expect(await readFile(join(into, 'film.mp4'), 'utf8')).toBe('an earlier one')
  })

  it('that is not what was promised is refused', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { etag }).end('another film'))
    const into = await folder()

    await expect(createClient(url).download('x', join(into, 'film.mp4'))).rejects.toBeInstanceOf(DownloadError)

    expect(await readdir(into)).toEqual([])
  })

  it('replaces a file of that name once it is whole', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { etag }).end(content))
    const into = await folder()
    await writeFile(join(into, 'film.mp4'), 'an earlier one')

    await createClient(url).download('x', join(into, 'film.mp4'))

    expect(await readFile(join(into, 'film.mp4'))).toEqual(content)
    expect(await readdir(into)).toEqual(['film.mp4'])
  })

  it('into a folder that does not exist says so', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { etag }).end(content))

    await expect(createClient(url).download('x', join(await folder(), 'none', 'film.mp4'))).rejects.toThrow(/ENOENT/)
  })

  it('can be stopped', async () => {
    const stop = new AbortController()
    const url = await serve((_request, response) => {
      response
        .writeHead(200, { etag, 'content-length': content.length })
        .write(content.subarray(0, 5), () => stop.abort())
    })
    const into = await folder()

    await expect(createClient(url).download('x', join(into, 'film.mp4'), { signal: stop.signal })).rejects.toThrow(
      /abort/i,
    )

    expect(await readdir(into)).toEqual([])
  })
})

function problem(response: Parameters<RequestListener>[1], status: number, code: string): void {
  const document = { type: `urn:reelyard:problem:${code}`, title: 'T', status, code, detail: 'D.', errors: [] }
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(document))
}
