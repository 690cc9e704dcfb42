/** docs/dead-letters.md, taken at its word: the tour that a reader copies from it works. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { expect, onTestFinished, test } from 'vitest'
import { commandFolder } from './support/command.ts'
import { blockOf, titledBlocks, writeBlock } from './support/guide.ts'
import { database, pipeline } from './support/pipeline-world.ts'
import { startWorker } from './support/worker-process.ts'

const GUIDE = new URL('../docs/dead-letters.md', import.meta.url)
const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url))

test('the tour leads from letters to work that is done', async () => {
  const { folder, type } = await setup()
  await type('put')
  await pipeline.submit(JSON.parse(await readFile(join(folder, 'order.json'), 'utf8')), BUILT_IN_VOICES)
  await expect.poll(letterCount, { timeout: 60_000 }).toBe(2)

  const seen = await type('look')
  expect(seen).toMatch(/^ {6}2 {2}sound_effects {2}exit_65$/m)
  expect(seen).toMatch(/^ {4}"sound": "heavy rain"|^ {4}"sound": "rain"/m)
  expect(seen).toContain('the library has no rain')
  expect(await type('preview')).toContain('2 letters would be redriven.')
  expect(await letterCount()).toBe(2)

  expect(await type('redrive')).toMatch(/at once\n.+in 2 s\n2 letters redriven over 2 seconds\.\n[^]+ended +redriven/)
  await expect.poll(soundStates, { timeout: 60_000 }).toEqual(['completed', 'completed'])
})

/** A shell in which `reelyard` is the command line, beside the guide's files, and a worker for the tour's first steps. */
async function setup() {
  const { path: folder, remove } = await commandFolder()
  const steps = ['--steps', 'storyboard,sound_effects']
  const worker = await startWorker('w1', { databaseUrl: database.url, folder, args: steps })
  onTestFinished(async () => {
    await worker.stop()
    await remove()
  })
  const blocks = await titledBlocks(GUIDE)
  for (const name of ['channel.json', 'order.json']) await writeBlock(blocks, name, folder)
  await writeFile(join(folder, 'reelyard'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, { mode: 0o755 })
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, DATABASE_URL: database.url }
  const typed: string[] = []
  return {
    folder,
    /** Types a block into the shell; says what it printed. Variables of earlier blocks are kept. */
    type: async (title: string) => {
      const kept = typed.flatMap((block) => /^ID=.+$/m.exec(block)?.[0] ?? [])
      typed.push(blockOf(blocks, title))
      const { stdout } = await promisify(execFile)('sh', ['-euc', [...kept, typed.at(-1)].join('\n')], {
        env,
        cwd: folder,
      })
      return stdout
    },
  }
}

async function letterCount(): Promise<number> {
  return (await pipeline.pageOfDeadLetters({ channel: 'tour' }, 9, null)).letters.length
}

async function soundStates(): Promise<string[]> {
  const { videos } = await pipeline.pageOfVideos(1, null)
  const video = await pipeline.getVideo(videos[0]!.id)
  return video!.tasks.filter(({ step }) => step === 'sound_effects').map(({ state }) => state)
}
