import { execFile } from 'node:child_process'
import { open, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { fullDisksFelt } from '../aftermath.ts'
import { scenario } from '../strike.ts'
import { findVictim, type Victim } from '../victims.ts'

const execute = promisify(execFile)

const DISK_BYTES = 16_000_000
const CHUNK = Buffer.alloc(64_000)
const PRELOAD = fileURLToPath(new URL('../preload/full-disk.mjs', import.meta.url))

/** A disk that is full until somebody has felt it, or for so many seconds. */
interface FullDisk {
  while?: Victim
  seconds: number | 'until felt'
}

/**
 * The disk of the scratch folders is full for some seconds. Attempts fail for a passing reason meanwhile and are tried
 * again; nothing is lost where there is room again before a task's attempts are spent. A small file system of its own is
 * filled up where we may mount one; else the workers, though not their scripts, are told ENOSPC.
 */
export const diskFull = scenario<FullDisk>({
  env: (_name, scratch) => ({ NODE_OPTIONS: `--import=${PRELOAD}`, CHAOS_FULL_DISK: scratch }),
  prepare: async (scratch) => {
    const mounted = await execute('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'reelyard-chaos', scratch]).then(
      () => true,
      () => false,
    )
    return async () => mounted && execute('umount', ['-l', scratch])
  },
  excused: ['attempts_burned', 'reruns'],
  pause: [2, 6],
  draw: (random) => ({ seconds: random.between(1, 3) }),
  short: [{ seconds: 'until felt' }, { while: 'at work', seconds: 'until felt' }],
  strike: async (strike, { while: busy, seconds }) => {
    const { world, wait, until, note } = strike
    if (busy) await findVictim(strike, busy)
    const before = await fullDisksFelt(world.sql)
    const ballast = await fill(world.scratch)
    note(`no space left ${seconds === 'until felt' ? seconds : `for ${seconds.toFixed(1)} s`}`)
    if (seconds === 'until felt') await until(async () => (await fullDisksFelt(world.sql)) > before)
    else await wait(seconds)
    await rm(ballast, { force: true })
  },
  missing: ({ fullDisks, faults }) =>
    fullDisks >= faults.length
      ? null
      : `Only ${fullDisks} attempts have found no space in ${faults.length} full disks.`,
})

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
