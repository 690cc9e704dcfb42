/** The world of a store test: a store in a folder of its own, and files to put into it. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { folderStore } from '../src/index.ts'

export async function setup() {
  const folder = await mkdtemp(join(tmpdir(), 'artifacts-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const root = join(folder, 'store')
  const write = async (name: string, content: string | Uint8Array) => {
    await writeFile(join(folder, name), content)
    return join(folder, name)
  }
  return {
    folder,
    root,
    store: folderStore(root),
    write,
    stored: () => filesIn(root),
    pathOf: (sha256: string) => pathOf(root, sha256),
  }
}

export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** The documented layout. */
export function pathOf(root: string, sha256: string): string {
  return join(root, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
}

/** Bytes that no other file has. */
export function anyBytes(length: number): Uint8Array {
  return randomBytes(length)
}

/** All files below the root, as paths relative to it. */
async function filesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
}
