/** Puts files into a folder for good: all of them or none, and never half of a new film over half of an old one. */
import { constants } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { StepError } from '@reelyard/core/protocol'
import { fingerprint } from '../quality/fingerprint.ts'

/** A file to hand over. */
export interface HandedFile {
  name: string
  path: string
}

/** What a channel's and a video's name may be in a path: no dots, no separators, nothing that a system treats apart. */
const SLUG = /^[a-z0-9][a-z0-9_-]{0,63}$/i
/** Another run may put its folder there between our two renames; then ours is put over it. */
const ROUNDS = 5

/** Where a video's files belong; throws StepError `unsafe_name` for names that could lead elsewhere. */
export function folderFor(directory: string, video: { id: string; channel: string }): string {
  for (const name of [video.channel, video.id]) {
    if (SLUG.test(name)) continue
    throw new StepError('unsafe_name', `${JSON.stringify(name)} cannot be the name of a folder to publish into.`)
  }
  return join(resolve(directory), video.channel, video.id)
}

/**
 * Makes `folder` hold exactly `files`. They are copied beside it, written out to the disk, and take the folder's place by
 * renames. Safe to run again: where the folder holds the same already, it stays as it is. Readers may find no folder for
 * the moment between two renames when an older one is replaced; they never find a mixture.
 */
export async function handOver(files: readonly HandedFile[], folder: string, task: { attempt: number }): Promise<void> {
  if (await holdsSame(files, folder)) return
  const beside = join(dirname(folder), `.${basename(folder)}.${task.attempt}.${process.pid}`)
  const staged = `${beside}.new`
  const replaced = `${beside}.old`
  try {
    await rm(staged, { recursive: true, force: true })
    await mkdir(staged, { recursive: true })
    for (const { name, path } of files) await copyWhole(path, join(staged, name))
    await flush(staged)
    await takePlace(staged, folder, replaced)
    await flush(dirname(folder))
    await removeLeftovers(folder, task.attempt)
  } finally {
    await rm(staged, { recursive: true, force: true })
    await rm(replaced, { recursive: true, force: true })
  }
}

async function holdsSame(files: readonly HandedFile[], folder: string): Promise<boolean> {
  const present = await namesIn(folder)
  if (present.length !== files.length || !files.every(({ name }) => present.includes(name))) return false
  for (const { name, path } of files) {
    const there = join(folder, name)
    if ((await stat(there)).size !== (await stat(path)).size) return false
    if ((await fingerprint(there)).sha256 !== (await fingerprint(path)).sha256) return false
  }
  return true
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return []
    throw error
  }
}

/** What earlier attempts left beside the folder when they were killed. */
async function removeLeftovers(folder: string, attempt: number): Promise<void> {
  const prefix = `.${basename(folder)}.`
  for (const name of await namesIn(dirname(folder))) {
    const [number, process, kind] = name.startsWith(prefix) ? name.slice(prefix.length).split('.') : []
    if (!process || (kind !== 'new' && kind !== 'old') || Number(number) >= attempt) continue
    await rm(join(dirname(folder), name), { recursive: true, force: true })
  }
}

async function copyWhole(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
  await flush(to)
  const [source, copy] = await Promise.all([stat(from), stat(to)])
  if (source.size !== copy.size) throw new StepError('copy_incomplete', `${to} is incomplete.`, { retriable: true })
}

async function takePlace(staged: string, folder: string, replaced: string): Promise<void> {
  for (let round = 1; ; round++) {
    try {
      await rename(folder, replaced).catch((error: unknown) => {
        if (!isCode(error, 'ENOENT')) throw error
      })
      return await rename(staged, folder)
    } catch (error) {
      if (round === ROUNDS || !(isCode(error, 'ENOTEMPTY') || isCode(error, 'EEXIST'))) throw error
      await rm(replaced, { recursive: true, force: true })
    }
  }
}

/** Files and folders alike: what was written is on the disk afterwards. */
async function flush(path: string): Promise<void> {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
