/** What a test left running, or not. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect } from 'vitest'

/**
 * Ids of the processes that carry `marker` in their environment or on their command line, other than this one. A folder
 * of the test's own serves as a marker where it is their TMPDIR: it is in the environment of all that they start.
 */
export async function processesWith(marker: string): Promise<number[]> {
  const found = process.platform === 'linux' ? await readProc(marker) : await askPs(marker)
  return found.filter((pid) => pid !== process.pid)
}

/** Waits until no process carries the marker. */
export async function expectNoProcessWith(marker: string): Promise<void> {
  await expect.poll(() => processesWith(marker), { timeout: 30_000, interval: 50 }).toEqual([])
}

async function readProc(marker: string): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const told = await Promise.all(
    ids.map(async (id) => {
      const texts = [`/proc/${id}/environ`, `/proc/${id}/cmdline`].map((path) => readFile(path, 'utf8').catch(() => ''))
      return (await Promise.all(texts)).some((text) => text.includes(marker))
    }),
  )
  return ids.filter((_id, index) => told[index]).map(Number)
}

async function askPs(marker: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axEww', '-o', 'pid=,command='], { maxBuffer: 64_000_000 })
  return stdout
    .split('\n')
    .filter((line) => line.includes(marker))
    .map((line) => Number.parseInt(line, 10))
}
