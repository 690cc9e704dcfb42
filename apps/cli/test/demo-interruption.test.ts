import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { commandFolder, keepCommand } from '../../../test/support/command.ts'
import { noopChannel } from '../../../test/support/noop-channel.ts'
import { expectNoProcessWith, processesWith } from '../../../test/support/processes.ts'

/** Holds all that a demo makes, and marks all that it starts: it is their TMPDIR. */
let folder: Awaited<ReturnType<typeof commandFolder>>

beforeEach(async () => {
  folder = await commandFolder()
})

afterEach(() => folder.remove())

/** A demo whose pictures take an hour. */
async function longDemo() {
  const [order, channel] = [join(folder.path, 'order.json'), join(folder.path, 'channel.json')]
  await writeFile(order, JSON.stringify({ title: 'Long', brief: 'b' }))
  await writeFile(channel, JSON.stringify(noopChannel('long', 1, { assets: ['sleep', '3600'] })))
  const args = ['demo', order, '--channel', channel, '--workers', '2', '--out', join(folder.path, 'out')]
  return keepCommand({ args, env: { TMPDIR: folder.path } })
}

/** Everything that was started is at work: the command, Postgres, the web app, two workers, a script. */
async function expectAtWork(): Promise<void> {
  expect((await processesWith(folder.path)).length).toBeGreaterThanOrEqual(6)
}

async function expectNothingLeft(): Promise<void> {
  await expectNoProcessWith(folder.path)
  const left = (await readdir(folder.path)).filter((name) => name.startsWith('reelyard-'))
  expect(left).toEqual([])
}

const atWork = /^\[.*\] narration 1\/1/

it('ends all that it started on Ctrl-C in the middle of a film, and then itself', async () => {
  const demo = await longDemo()
  await demo.line(atWork)
  await expectAtWork()
  expect(await demo.end('SIGINT')).toBe(130)
  await expectNothingLeft()
})

it.each([
  ['SIGTERM', 143, 'Postgres starts', /^ffmpeg /],
  ['SIGHUP', 129, 'the API has started', /^The API is at/],
] as const)('ends all that it started on %s, with code %i, also while %s', async (signal, exitCode, _when, line) => {
  const demo = await longDemo()
  await demo.line(line)
  expect(await demo.end(signal)).toBe(exitCode)
  await expectNothingLeft()
})

it('leaves no process behind even when it is killed itself', async () => {
  const demo = await longDemo()
  await demo.line(atWork)
  await expectAtWork()
  await demo.end('SIGKILL')
  await expectNoProcessWith(folder.path)
})
