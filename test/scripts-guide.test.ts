/** docs/scripts.md, taken at its word: what a reader copies from it works, by hand and under a worker. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { channelSchema } from '@reelyard/core'
import { renderArgv, runScript, scriptEnvironment, templateValuesOf } from '@reelyard/core/script'
import type { ScriptInput } from '@reelyard/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { blockOf, titledBlocks, writeBlock } from './support/guide.ts'

const python = spawnSync('python3', ['--version']).status === 0
const blocks = await titledBlocks(new URL('../docs/scripts.md', import.meta.url))
const channel = channelSchema.parse(JSON.parse(blockOf(blocks, 'channel.json')))

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelyard-guide-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/** Types the commands of a block into a shell, beside the script that they are about. */
async function byHand(script: string): Promise<string> {
  await writeBlock(blocks, script, folder)
  const commands = blockOf(blocks, `by hand: ${script}`)
  const { stdout } = await promisify(execFile)('sh', ['-euc', commands], { cwd: folder })
  return stdout
}

/** Runs a step of the guide's channel in a scratch folder, as a worker does. */
async function underWorker(step: 'assets' | 'sound_effects', parameters: object, checkpoint: unknown = null) {
  const command = channel.settings.commands[step]!
  const input: ScriptInput = {
    protocol: 1,
    step,
    scene: 1,
    video: { id: 'v', title: 'Guide', channel: channel.id },
    task: { id: 't', attempt: 1 },
    parameters: { ...parameters },
    inputs: [],
    checkpoint,
    context: { tasks: [] },
  }
  const scratch = await mkdtemp(join(folder, 'scratch-'))
  await writeFile(join(scratch, 'input.json'), JSON.stringify(input))
  const stored: unknown[] = []
  const values = { ...templateValuesOf(input, scratch, command.outputs), scripts: folder }
  const result = await runScript({
    argv: renderArgv(command.argv, values),
    folder: scratch,
    environment: scriptEnvironment(process.env, command.environment ?? [], scratch),
    timeoutMs: 60_000,
    declaredOutputs: command.outputs,
    onCheckpoint: async (value) => void stored.push(value),
  })
  return { ...result, stored, read: (path: string) => readFile(join(scratch, path)) }
}

const scene = { narration: 'Good morning.', visual: 'a red sun', sound: 'birds', motion: 'still' }
const picture = { scene, format: { width: 1280, height: 720, fps: 30 } }

test.skipIf(!python)('the Python example prints by hand what the guide says', async () => {
  expect(await byHand('buy_picture.py')).toBe(blockOf(blocks, 'prints: buy_picture.py'))
})

test('the shell example prints by hand what the guide says', async () => {
  expect(await byHand('ambience.sh')).toBe(blockOf(blocks, 'prints: ambience.sh'))
})

test('the guide shows the command of the example channel as it is', async () => {
  const example = await readFile(new URL('../examples/channels/paper-cut.json', import.meta.url), 'utf8')
  const shown = blockOf(blocks, 'a part of examples/channels/paper-cut.json')
  const { commands } = (JSON.parse(example) as { settings: { commands: unknown } }).settings
  expect(JSON.parse(`{${shown}}`)).toEqual(commands)
  expect(channelSchema.parse(JSON.parse(example)).settings.commands).toEqual(commands)
})

test.skipIf(!python)('the Python example pays once, and its second attempt goes on from the checkpoint', async () => {
  await writeBlock(blocks, 'buy_picture.py', folder)
  const first = await underWorker('assets', picture)
  expect(first).toMatchObject({ outcome: 'succeeded', cost: 0.04, stored: [{ job: 'job-900a21' }] })
  expect(first.output?.outputs.map(({ role }) => role)).toEqual(['image'])
  const second = await underWorker('assets', picture, first.stored[0])
  expect(second).toMatchObject({ outcome: 'succeeded', cost: null, stored: [], output: first.output })
  expect((await second.read('picture.svg')).equals(await first.read('picture.svg'))).toBe(true)
})

test.skipIf(!python)('the Python example refuses for good in its own words', async () => {
  await writeBlock(blocks, 'buy_picture.py', folder)
  const refused = await underWorker('assets', { ...picture, scene: { ...scene, visual: 'a forbidden city' } })
  expect(refused).toMatchObject({
    outcome: 'permanent',
    code: 'prompt_refused',
    message: 'The provider does not draw this.',
    cost: null,
  })
})

test('the shell example makes sound of the text that it gets as an argument', async () => {
  await writeBlock(blocks, 'ambience.sh', folder)
  const made = await underWorker('sound_effects', { sound: 'wind', visual: 'a hill' })
  expect(made).toMatchObject({ outcome: 'succeeded', logTail: [] })
  const [file] = made.output!.outputs
  expect(file).toMatchObject({ role: 'ambience', mediaType: 'audio/wav' })
  expect((await made.read(file!.path)).subarray(0, 4).toString()).toBe('RIFF')
})
