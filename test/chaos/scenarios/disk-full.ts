import { execFile } from 'node:child_process'
import { open, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Scenario } from '../strike.ts'

const execute = promisify(execFile)

const DISK_BYTES = 16_000_000
const CHUNK = Buffer.alloc(64_000)
const PRELOAD = fileURLToPath(new URL('../preload/full-disk.mjs', import.meta.url))

/**
 * The disk of the scratch folders is full for some seconds. Attempts fail for a passing reason meanwhile and are tried
 * again; nothing is lost where there is room again before a task's attempts are spent. A small file system of its own is
 * filled up where we may mount one; else the workers, though not their scripts, are told ENOSPC.
 */
export const diskFull: Scenario = {
  env: (_name, scratch) => ({ NODE_OPTIONS: `--import=${PRELOAD}`, CHAOS_FULL_DISK: scratch }),
  prepare: async (scratch) => {
    const mounted = await execute('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'reelyard-chaos', scratch]).then(
      () => true,
      () => false,
    )
    return async () => mounted && execute('umount', ['-l', scratch])
  },
  pause: [2, 6],
  strike: async ({ world, random, wait, note }) => {
    const seconds = random.between(1, 3)
    const ballast = await fill(world.scratch)
    note(`no space left for ${seconds.toFixed(1)} s`)
    await wait(seconds)
    await rm(ballast, { force: true })
  },
}

/** Returns the file whose removal makes room again. */
async function fill(scratch: string): Promise<string> {
  const { blocks, bsize } = await statfs(scratch)
  if (blocks * bsize > 2 * DISK_BYTES) {
    // Not ours: the flag that the preload looks at.
    await writeFile(`${scratch}.full`, '')
    return `${scratch}.full`
  }
  const path = join(scratch, 'ballast')
  const ballast = await open(path, 'w')
  try {
    for (;;) await ballast.write(CHUNK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    await ballast.close()
  }
  return path
}
