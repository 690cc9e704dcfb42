import { createHash, randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { ask } from './answer.ts'
import { DownloadError } from './errors.ts'

/**
 * Streams a file to the disk. It gets its name once it is whole and its SHA-256 is the one that the API named, so that
 * a broken download leaves nothing behind. The folder must exist; a file of that name is replaced.
 */
export async function downloadTo(url: URL, file: string, signal?: AbortSignal): Promise<void> {
  const response = await ask(url, signal ? { signal } : {})
  const draft = `${file}.${randomUUID()}.part`
  try {
    const sha256 = await writeBody(response, draft).catch((error: unknown) => {
      signal?.throwIfAborted()
      if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error
      throw new DownloadError(`The download of ${url.href} broke off.`, { cause: error })
    })
    const expected = /^"([0-9a-f]{64})"$/.exec(response.headers.get('etag') ?? '')?.[1]
    if (expected !== undefined && expected !== sha256) {
      throw new DownloadError(`What ${url.href} sent is not what it said it would send.`)
    }
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}

async function writeBody(response: Response, draft: string): Promise<string> {
  const hash = createHash('sha256')
  const handle = await open(draft, 'wx')
  try {
    for await (const chunk of response.body ?? []) {
      hash.update(chunk)
      await handle.writeFile(chunk)
    }
  } finally {
    await handle.close()
  }
  return hash.digest('hex')
}
