import { describe, expect, it } from 'vitest'
import { scriptEnvironment, stepCommandSchema, type StepCommand } from '../../src/script/index.ts'
import { setup } from './world.ts'

const command: StepCommand = {
  argv: ['python3', 'generate_asset.py', '--prompt', '{{scene.visual}}', '--output', '{{output.image}}'],
  outputs: { image: { file: 'picture.png', mediaType: 'image/png' } },
  environment: ['PICTURES_API_KEY'],
  timeoutSeconds: 600,
}

describe('the command of a step', () => {
  it('is accepted as documented', () => {
    expect(stepCommandSchema.parse(command)).toEqual(command)
  })

  it('may name a program in the folder of scripts', () => {
    expect(stepCommandSchema.safeParse({ ...command, argv: ['{{scripts}}/draw', '{{folder}}'] }).success).toBe(true)
  })

  it.each([
    ['no program', { argv: [] }],
    ['an empty program', { argv: [''] }],
    ['a program that the order would choose', { argv: ['{{scene.visual}}'] }],
    ['a null byte', { argv: ['tool', 'a\0b'] }],
    ['an unknown placeholder', { argv: ['tool', '{{scene.colour}}'] }],
    ['an output that is not declared', { argv: ['tool', '{{output.film}}'] }],
    ['an output outside the folder', { outputs: { image: { file: '../picture.png', mediaType: 'image/png' } } }],
    ['an output in a folder', { outputs: { image: { file: 'a/picture.png', mediaType: 'image/png' } } }],
    ['an output that hides', { outputs: { image: { file: '.picture', mediaType: 'image/png' } } }],
    ['an output of the protocol', { outputs: { image: { file: 'output.json', mediaType: 'image/png' } } }],
    [
      'a role that is none',
      { outputs: { 'an image': { file: 'picture.png', mediaType: 'image/png' } }, argv: ['tool'] },
    ],
    [
      'two outputs in one file',
      { outputs: { ...command.outputs, copy: { file: 'picture.png', mediaType: 'image/png' } } },
    ],
    ['the way to the database', { environment: ['DATABASE_URL'] }],
    ['a variable that is none', { environment: ['A=B'] }],
    ['no time', { timeoutSeconds: 0 }],
    ['a word that it does not know', { shell: true }],
  ])('is refused with %s', (_, change) => {
    expect(stepCommandSchema.safeParse({ ...command, ...change }).success).toBe(false)
  })
})

describe('the environment of a script', () => {
  const source = {
    PATH: process.env.PATH,
    HOME: '/root',
    PICTURES_API_KEY: 'k3y',
    DATABASE_URL: 'postgres://u:p@h/d',
    TEST_DATABASE_URL: 'postgres://u:p@h/t',
    PGPASSWORD: 'p',
    REELYARD_API_KEY: 'r',
    OTHER: 'o',
  }

  it('holds an allow-list and what the step declares', () => {
    expect(scriptEnvironment(source, ['PICTURES_API_KEY', 'ABSENT'], '/scratch')).toEqual({
      PATH: process.env.PATH,
      HOME: '/scratch',
      TMPDIR: '/scratch',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      PICTURES_API_KEY: 'k3y',
    })
  })

  it('lets a step declare the real home folder', () => {
    expect(scriptEnvironment(source, ['HOME'], '/scratch').HOME).toBe('/root')
  })

  it('never holds the way to the database or what is ours, also where it is declared', () => {
    const withheld = ['DATABASE_URL', 'TEST_DATABASE_URL', 'PGPASSWORD', 'REELYARD_API_KEY']
    expect(Object.keys(scriptEnvironment(source, withheld, '/scratch'))).toEqual([
      'PATH',
      'HOME',
      'TMPDIR',
      'LANG',
      'TZ',
    ])
  })

  it('is all that the script sees, with the mark of its run, in its own folder', async () => {
    const { run, folder } = await setup()
    const environment = scriptEnvironment({ ...process.env, ...source }, ['PICTURES_API_KEY'], folder)
    const result = (await run(['show-environment'], { environment })).output?.result
    expect(result?.environment).toEqual({ ...environment, REELYARD_RUN: expect.any(String) })
    expect(result?.folder).toBe(folder)
  })
})
