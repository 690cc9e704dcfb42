import { chmod, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCommand } from '../../../test/support/command.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-test-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

async function storyboard(content: string): Promise<string> {
  const path = join(folder, 'storyboard.json')
  await writeFile(path, content)
  return path
}

/** With a temporary folder of its own, so that whatever a demo leaves behind is seen. */
function demo(args: string[], env: Record<string, string> = {}) {
  return runCommand({ args: ['demo', ...args], env: { TMPDIR: folder, ...env }, cwd: folder })
}

async function leftBehind(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('reelyard') || name === 'out')
}

it('names the file that is missing', async () => {
  const { code, err } = await demo(['no-such.json'])
  expect([code, err]).toEqual([2, 'no-such.json cannot be read: there is no such file.\n'])
})

it('says that a file holds no JSON', async () => {
  const { code, err } = await demo([await storyboard('{ title: tide }')])
  expect(code).toBe(2)
  expect(err).toMatch(/storyboard\.json holds no JSON: .+\.\n$/)
})

it('prints each fault of an order with its pointer, and starts nothing', async () => {
  const order = { title: '', scenes: [{ narration: 'Hello.', colour: 'red' }], aspect: '4:3' }
  const { code, out, err } = await demo([await storyboard(JSON.stringify(order))])
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err.trimEnd().split('\n').slice(1)).toEqual([
    expect.stringMatching(/^ {2}\/title {2}\S/),
    expect.stringMatching(/^ {2}\/scenes\/0\/colour {2}.*colour/),
    expect.stringMatching(/^ {2}\/aspect {2}\S/),
  ])
  expect(await leftBehind()).toEqual([])
})

it('prints what the API refuses, and leaves nothing behind', { timeout: 120_000 }, async () => {
  const order = { title: 'Hello', voice: 'nobody', scenes: [{ narration: 'Hello.' }] }
  const { code, err } = await demo([await storyboard(JSON.stringify(order)), '--workers', '1'])
  expect(err).toMatch(/was refused:\n {2}\/voice {2}There is no voice 'nobody'\./)
  expect(code).toBe(2)
  expect(await leftBehind()).toEqual([])
})

it('refuses a number of workers that makes no sense', async () => {
  const outcomes = await Promise.all(['0', '17', '2.5', 'three'].map((workers) => demo(['--workers', workers])))
  for (const { code, err } of outcomes) {
    expect([code, err]).toEqual([2, expect.stringContaining('a whole number from 1 to 16')])
  }
})

it('ends with one sentence that names the command where ffmpeg cannot be had', async () => {
  const tools = join(folder, 'bin')
  await symlink(tmpdir(), tools)
  const { code, out, err } = await demo([], { PATH: tools })
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/^ffmpeg is missing: install it with `.*install.* ffmpeg` and start again\.\n$/)
})

it('tells a broken ffmpeg from a missing one, and installs nothing', async () => {
  const broken = join(folder, 'ffmpeg')
  await writeFile(broken, '#!/bin/sh\nexit 3\n')
  await chmod(broken, 0o755)
  const { code, err } = await demo([], { FFMPEG_PATH: broken })
  expect(code).toBe(1)
  expect(err).toContain(`${broken} is missing or does not run.`)
})
