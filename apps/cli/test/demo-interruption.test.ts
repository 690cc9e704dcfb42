import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { descendantsOf } from '../src/processes/descendants.ts'
import { startCommand } from './command.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-test-'))
  await chmod(folder, 0o755)
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/** A demo at work: its first task is done, others run. */
async function demoAtWork() {
  const demo = startCommand({ args: ['demo', '--out', join(folder, 'out')], env: { TMPDIR: folder } })
  for await (const line of createInterface({ input: demo.stdout })) {
    if (line.includes('storyboard 1/1')) break
  }
  const started = await descendantsOf(demo.pid!)
  expect(started.length).toBeGreaterThanOrEqual(5)
  return { demo, started }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function expectNothingLeft(started: readonly number[]): Promise<void> {
  await vi.waitFor(() => expect(started.filter(isAlive)).toEqual([]), { timeout: 60_000, interval: 100 })
}

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('ends all that it started on %s, and then itself', async (signal, exitCode) => {
  const { demo, started } = await demoAtWork()
  demo.kill(signal)
  const [code] = (await once(demo, 'exit')) as [number | null]
  expect(code).toBe(exitCode)
  await expectNothingLeft(started)
  expect((await readdir(folder)).filter((name) => name.startsWith('reelyard-'))).toEqual([])
})

it('leaves no process behind even when it is killed itself', async () => {
  const { demo, started } = await demoAtWork()
  demo.kill('SIGKILL')
  await once(demo, 'exit')
  await expectNothingLeft(started)
})
