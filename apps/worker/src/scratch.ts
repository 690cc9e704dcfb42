/** The folder that a worker process has to itself: its tasks' scratch folders are made in it. */
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LongRunner } from '@reelyard/runtime'

/** No script runs that long, so what is older was left by a worker that was killed. */
const LEFT_BEHIND_MS = 2 * 24 * 3_600_000

export interface Scratch extends LongRunner {
  folder: string
}

/** Makes the folder, and removes what killed workers of the same name left in `root` two days ago or before. */
export async function openScratch(root: string, worker: string): Promise<Scratch> {
  await mkdir(root, { recursive: true })
  await removeLeftBehind(root, `${worker}-`)
  const folder = await mkdtemp(join(root, `${worker}-`))
  return { folder, start: async () => {}, stop: () => rm(folder, { recursive: true, force: true }) }
}

async function removeLeftBehind(root: string, prefix: string): Promise<void> {
  for (const name of await readdir(root)) {
    const path = join(root, name)
    const made = name.startsWith(prefix) ? await stat(path).catch(() => null) : null
    if (made?.isDirectory() && Date.now() - made.mtimeMs > LEFT_BEHIND_MS)
      await rm(path, { recursive: true, force: true })
  }
}
