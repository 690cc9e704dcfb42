/** Takes bytes in from elsewhere, into a file of their own, and never more than a part of them in memory. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../problem/problem.ts'

/** Bytes of the largest file that is taken. */
export const UPLOAD_LIMIT = 20 * 1024 * 1024

/** Hands a file with these bytes to `work`, and removes it afterwards. Throws Problem where they are too many or break off. */
export async function withReceived<Result>(
  bytes: AsyncIterable<Uint8Array>,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-upload-'))
  try {
    const path = join(folder, randomUUID())
    await receive(bytes, path)
    return await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The problem of a file that is larger than UPLOAD_LIMIT. */
export function tooLarge(): Problem {
  return new Problem('body_too_large', { detail: `A file may have ${UPLOAD_LIMIT.toLocaleString('en-US')} bytes.` })
}

async function receive(bytes: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  const file = await open(path, 'wx')
  let received = 0
  try {
    for await (const part of unbroken(bytes)) {
      received += part.length
      if (received > UPLOAD_LIMIT) throw tooLarge()
      await file.writeFile(part)
    }
  } finally {
    await file.close()
  }
  if (received === 0) throw new Problem('empty_body', { detail: 'Send the picture as the body.' })
}

async function* unbroken(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (error) {
    // What ours was thrown by who takes the bytes; whatever else comes here is the sender's end.
    if (error instanceof Problem) throw error
    throw new Problem('bad_request', { detail: 'The body broke off.', cause: error })
  }
}
