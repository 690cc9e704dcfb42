import { createHash, randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import type { Api } from './api.ts'
import { DownloadError } from './errors.ts'

/**
 * Streams a file to the disk. It gets its name once it is whole and its SHA-256 is the one that the API named, so that
 * a broken download leaves nothing behind. The folder must exist; a file of that name is replaced.
 */
export async function downloadTo(api: Api, artifactId: string, file: string, signal?: AbortSignal): Promise<void> {
  const { response, data } = await api.GET('/v1/artifacts/{id}/content', {
    params: { path: { id: artifactId } },
    parseAs: 'stream',
    ...(signal ? { signal } : {}),
  })
  const draft = `${file}.${randomUUID()}.part`
  try {
    const sha256 = await writeBody(data ?? [], draft).catch((error: unknown) => {
      signal?.throwIfAborted()
      if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error
      throw new DownloadError(`The download of ${response.url} broke off.`, { cause: error })
    })
    const expected = /^"([0-9a-f]{64})"$/.exec(response.headers.get('etag') ?? '')?.[1]
    if (expected !== undefined && expected !== sha256) {
      throw new DownloadError(`What ${response.url} sent is not what it said it would send.`)
    }
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}

async function writeBody(chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[], draft: string): Promise<string> {
  const hash = createHash('sha256')
  const handle = await open(draft, 'wx')
  try {
    for await (const chunk of chunks) {
      hash.update(chunk)
      await handle.writeFile(chunk)
    }
  } finally {
    await handle.close()
  }
  return hash.digest('hex')
}
