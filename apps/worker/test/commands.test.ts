import { existsSync } from 'node:fs'
import { channelSettingsSchema, STEP_NAMES, STEPS, type ScriptInput } from '@reelyard/core'
import { UnknownPlaceholderError } from '@reelyard/core/script'
import type { ClaimedTask } from '@reelyard/pipeline'
import { describe, expect, it } from 'vitest'
import { commandOf } from '../src/commands.ts'

const FOLDER = '/scratch/task-1'

const environment = {
  PATH: '/bin',
  HOME: '/root',
  DATABASE_URL: 'postgres://u:hunter2@db/d',
  FFMPEG_PATH: '/opt/ffmpeg',
  STUDIO_KEY: 'k-123',
  OTHER_KEY: 'k-456',
}

const sources = { environment, compileCache: '/cache', scriptsFolder: '/scripts', publishFolder: '/films' }

const scene = { narration: 'One; $(touch x)', visual: '--output=/etc "v"', sound: 's', motion: 'still' }

/** What runs a step of scene 2 in a channel with these commands. */
function commandFor(step: ClaimedTask['step'], commands: object = {}, publishFolder?: string) {
  const settings = channelSettingsSchema.parse({ commands })
  const task = { step, channel: { id: 'c', settings } } as unknown as ClaimedTask
  const input: ScriptInput = {
    protocol: 1,
    step,
    scene: 2,
    video: { id: 'v-1', title: 'T', channel: 'c' },
    task: { id: 't-1', attempt: 1 },
    parameters: { scene },
    inputs: [],
    checkpoint: null,
    context: { tasks: [] },
  }
  return commandOf({ ...sources, publishFolder }, task, input, FOLDER)
}

const tool = {
  argv: ['{{scripts}}/paint', '--prompt={{scene.visual}}', '{{output.image}}'],
  outputs: { image: { file: 'p.png', mediaType: 'image/png' } },
}

describe('the command of a step', () => {
  it.each(STEP_NAMES)('is the built-in script of %s, run by this Node, where the channel has none', (step) => {
    const { argv, timeoutMs, secrets, declaredOutputs } = commandFor(step)
    expect(argv[0]).toBe(process.execPath)
    expect(argv).toHaveLength(2)
    expect(existsSync(argv[1]!)).toBe(true)
    expect({ timeoutMs, secrets, declaredOutputs }).toEqual({ timeoutMs: STEPS[step].timeoutSeconds * 1_000 })
  })

  it('gives a built-in script nothing of the worker but the allow-list and the place of ffmpeg', () => {
    expect(commandFor('clips').environment).toEqual({
      PATH: '/bin',
      HOME: FOLDER,
      TMPDIR: FOLDER,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      FFMPEG_PATH: '/opt/ffmpeg',
      NODE_COMPILE_CACHE: '/cache',
    })
  })

  it('tells publish alone where films are handed over', () => {
    const told = STEP_NAMES.filter(
      (step) => commandFor(step, {}, '/films').environment.REELYARD_PUBLISH_DIR === '/films',
    )
    expect(told).toEqual(['publish'])
    expect(commandFor('publish').environment).not.toHaveProperty('REELYARD_PUBLISH_DIR')
  })

  it('is the tool that the channel names, each placeholder one argument whatever its text', () => {
    const { argv, declaredOutputs } = commandFor('assets', { assets: tool })
    expect(argv).toEqual(['/scripts/paint', `--prompt=${scene.visual}`, `${FOLDER}/p.png`])
    expect(declaredOutputs).toEqual(tool.outputs)
  })

  it('replaces no step but the one that the channel names', () => {
    expect(commandFor('narration', { assets: tool }).argv).toEqual(commandFor('narration').argv)
  })

  it('hands a tool the variables that it declares, and keeps their values for redaction', () => {
    const declaring = { ...tool, environment: ['STUDIO_KEY', 'NOT_SET'] }
    const command = commandFor('assets', { assets: declaring })
    expect(command.environment).toEqual({
      PATH: '/bin',
      HOME: FOLDER,
      TMPDIR: FOLDER,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      STUDIO_KEY: 'k-123',
    })
    expect(command.secrets).toEqual(['k-123'])
  })

  it('has the time limit of the step, or the one that the channel sets', () => {
    expect(commandFor('assets', { assets: tool }).timeoutMs).toBe(STEPS.assets.timeoutSeconds * 1_000)
    expect(commandFor('assets', { assets: { ...tool, timeoutSeconds: 7 } }).timeoutMs).toBe(7_000)
  })

  it('is refused where the template asks for what the task does not have', () => {
    const asking = { ...tool, argv: ['/scripts/paint', '{{input.image}}'] }
    expect(() => commandFor('assets', { assets: asking })).toThrow(UnknownPlaceholderError)
  })
})
