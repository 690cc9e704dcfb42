/**
 * Artifacts in a folder: `root/ab/cd/<sha256>`.
 *
 * A file is written under a temporary name in `root/temporary`, synced, and then renamed to its own, so that no reader
 * ever sees half of it, whenever the writer dies.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { ArtifactStore, ByteRange } from './artifact-store.ts'
import { ArtifactCorruptError, ArtifactMissingError, ArtifactRangeError, InvalidDigestError } from './errors.ts'
import { copyHashed } from './hashed-copy.ts'

const DIGEST = /^[0-9a-f]{64}$/

/** A store in a folder of this machine, made on the first put. Any number of processes may use one folder. */
export function folderStore(root: string): ArtifactStore {
  const folder = resolve(root)
  const temporary = join(folder, 'temporary')
  const pathOf = (sha256: string) => artifactPath(folder, sha256)
  return {
    put: (file) => put(file, temporary, pathOf),
    fetch: async (sha256, target) => fetchCopy(sha256, pathOf(sha256), target),
    open: async (sha256, range) => openRange(sha256, pathOf(sha256), range),
    has: async (sha256) => (await sizeOf(pathOf(sha256))) !== null,
    remove: async (sha256, olderThanMs) => {
      if (olderThanMs !== undefined) return removeOld(pathOf(sha256), temporary, Date.now() - olderThanMs)
      await rm(pathOf(sha256), { force: true })
      return true
    },
    list: (olderThanMs) => listOld(folder, Date.now() - olderThanMs),
    sweepTemporary: (olderThanMs) => sweep(temporary, Date.now() - olderThanMs),
  }
}

function artifactPath(folder: string, sha256: string): string {
  if (!DIGEST.test(sha256)) throw new InvalidDigestError(sha256)
  return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
}

async function put(file: string, temporary: string, pathOf: (sha256: string) => string) {
  await mkdir(temporary, { recursive: true })
  const draft = join(temporary, randomUUID())
  try {
    const copy = await copyHashed(file, draft)
    // Also over one that is there: a damaged one is made good, and a good one is replaced by its like.
    await publish(draft, pathOf(copy.sha256))
    return copy
  } finally {
    await rm(draft, { force: true })
  }
}

async function publish(draft: string, path: string): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  await rename(draft, path)
  // The two folders above may be new as well.
  for (const changed of [folder, dirname(folder), dirname(dirname(folder))]) await syncFolder(changed)
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function fetchCopy(sha256: string, path: string, target: string): Promise<void> {
  const draft = `${target}.${randomUUID()}.part`
  try {
    const copy = await copyHashed(path, draft, { sync: false }).catch((error: unknown) => {
      throw isMissing(error, path) ? new ArtifactMissingError(sha256) : error
    })
    if (copy.sha256 !== sha256) throw new ArtifactCorruptError(sha256, copy.sha256)
    await rename(draft, target)
  } finally {
    await rm(draft, { force: true })
  }
}

async function openRange(sha256: string, path: string, range: ByteRange = { start: 0 }) {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw isMissing(error, path) ? new ArtifactMissingError(sha256) : error
  })
  const { size } = await handle.stat()
  const { start } = range
  const end = Math.min(range.end ?? size - 1, size - 1)
  // The whole of an empty file is a range that has no last byte.
  if (size === 0 && start === 0) return { stream: handle.createReadStream(), bytes: 0 }
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end) {
    return { stream: handle.createReadStream({ start, end }), bytes: end - start + 1 }
  }
  await handle.close()
  throw new ArtifactRangeError(sha256, size)
}

async function sweep(temporary: string, before: number): Promise<number> {
  let swept = 0
  for (const name of await readdir(temporary).catch(emptyIfMissing)) {
    const path = join(temporary, name)
    const modified = await stat(path).then(
      (stats) => stats.mtimeMs,
      () => Number.POSITIVE_INFINITY,
    )
    if (modified > before) continue
    await rm(path, { force: true })
    swept += 1
  }
  return swept
}

/** Taken aside before it is looked at for the last time: a put may have laid a new one there since the first look. */
async function removeOld(path: string, temporary: string, before: number): Promise<boolean> {
  const modified = await modifiedAt(path)
  if (modified === null) return true
  if (modified > before) return false
  await mkdir(temporary, { recursive: true })
  const aside = join(temporary, randomUUID())
  try {
    await rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
  if (((await modifiedAt(aside)) ?? before) <= before) {
    await rm(aside, { force: true })
    return true
  }
  await rename(aside, path)
  return false
}

/** `ab/cd/<sha256>`, level by level: a folder may hold millions. */
async function* listOld(folder: string, before: number): AsyncIterable<string> {
  for (const outer of await readdir(folder).catch(emptyIfMissing)) {
    if (!/^[0-9a-f]{2}$/.test(outer)) continue
    for (const inner of await readdir(join(folder, outer)).catch(emptyIfMissing)) {
      for (const name of await readdir(join(folder, outer, inner)).catch(emptyIfMissing)) {
        const modified = DIGEST.test(name) ? await modifiedAt(join(folder, outer, inner, name)) : null
        if (modified !== null && modified <= before) yield name
      }
    }
  }
}

async function modifiedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const stats = await stat(path)
    return stats.isFile() ? stats.size : null
  } catch (error) {
    if (isMissing(error, path)) return null
    throw error
  }
}

function emptyIfMissing(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
  throw error
}

function isMissing(error: unknown, path: string): boolean {
  const { code, path: missing } = error as NodeJS.ErrnoException
  return code === 'ENOENT' && missing === path
}
