import { describe, expect, it } from 'vitest'
import { setup } from './world.ts'

const picture = (path: string) => ({ role: 'image', path, mediaType: 'image/png' })

describe('output.json', () => {
  it.each(['picture.png', './picture.png', 'inner-link'])('may name %s', async (path) => {
    const { run } = await setup()
    const result = await run(['escape-path', path])
    expect(result).toMatchObject({ outcome: 'succeeded', output: { outputs: [picture(path)] } })
  })

  it.each([
    '/etc/hosts',
    '../picture.png',
    'folder/../picture.png',
    '..\\picture.png',
    'outer-link',
    'outer-folder/hosts',
  ])('may not name %s', async (path) => {
    const { run } = await setup()
    const result = await run(['escape-path', path])
    expect(result).toMatchObject({ outcome: 'permanent', code: 'output_outside_folder', output: null })
  })

  it.each(['folder', 'pipe', '.'])('may not name %s, which is no regular file', async (path) => {
    const { run } = await setup()
    expect(await run(['escape-path', path])).toMatchObject({ outcome: 'permanent', code: 'invalid_output' })
  })

  it('may not name what is not there', async () => {
    const { run } = await setup()
    expect(await run(['escape-path', 'other.png'])).toMatchObject({ outcome: 'temporary', code: 'missing_output' })
  })

  it('must be there', async () => {
    const { run } = await setup()
    expect(await run(['say'])).toMatchObject({ outcome: 'temporary', code: 'missing_output', exitCode: 0 })
  })

  it.each([
    ['half of it', '{"outputs":['],
    ['null', 'null'],
    ['a list', '[]'],
    ['no outputs', '{}'],
    ['a role that is none', JSON.stringify({ outputs: [{ ...picture('a.png'), role: '../image' }] })],
    ['a path that is none', JSON.stringify({ outputs: [{ ...picture('a.png'), path: 7 }] })],
    [
      'a media type that is none',
      JSON.stringify({ outputs: [{ ...picture('a.png'), mediaType: 'png\r\nX-Evil: 1' }] }),
    ],
    ['more outputs than are looked at', `{"outputs":[${'{},'.repeat(1000)}{}]}`],
    ['outputs that are nested without bottom', `{"outputs":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['an error that tells no class', '{"outputs":[],"error":{"code":"broken","message":"no"}}'],
    ['an error with a status that is none', '{"outputs":[],"error":{"code":"broken","message":"","httpStatus":"429"}}'],
    ['an error without its words', '{"outputs":[],"error":{"code":"broken"}}'],
    ['an error with a code that is none', '{"outputs":[],"error":{"code":"Oh no!","message":"","retriable":true}}'],
    [
      'a wait without end',
      '{"outputs":[],"error":{"code":"busy","message":"","retriable":true,"retryAfterSeconds":1e12}}',
    ],
    ['a result without bottom', `{"outputs":[],"result":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`],
  ])('is refused with %s', async (_, text) => {
    const { run } = await setup()
    const result = await run(['write-output', text])
    expect(result).toMatchObject({ outcome: 'permanent', code: 'invalid_output', output: null, exitCode: 0 })
    expect(result.message).toMatch(/^output\.json/)
  })

  it.each([
    { bytes: 250_000, outcome: 'succeeded', code: null },
    { bytes: 270_000, outcome: 'permanent', code: 'invalid_output' },
    { bytes: 1_100_000, outcome: 'permanent', code: 'invalid_output' },
  ])('with a result of $bytes bytes is $outcome', async ({ bytes, outcome, code }) => {
    const { run } = await setup()
    expect(await run(['big-result', String(bytes)])).toMatchObject({ outcome, code })
  })

  it('is refused without the memory that its million faults would take', async () => {
    const { run } = await setup()
    await run(['many-outputs', '10'])
    const before = process.resourceUsage().maxRSS
    expect(await run(['many-outputs', '300000'])).toMatchObject({ outcome: 'permanent', code: 'invalid_output' })
    // Kibibytes. It was a gigabyte once.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(150 * 1024)
  })

  it.each([
    { levels: 90, outcome: 'succeeded', message: null },
    {
      levels: 110,
      outcome: 'permanent',
      message: expect.stringContaining('nested more than 100 levels deep') as string,
    },
    {
      levels: 4000,
      outcome: 'permanent',
      message: expect.stringContaining('nested more than 100 levels deep') as string,
    },
  ])(
    'with a result of $levels levels is $outcome, also where secrets are looked for in it',
    async ({ levels, outcome, message }) => {
      const { run } = await setup()
      const nested = `${'['.repeat(levels)}${']'.repeat(levels)}`
      const result = await run(['write-output', `{"outputs":[],"result":{"a":${nested}}}`], { secrets: ['s3cret'] })
      expect(result).toMatchObject({ outcome, message })
    },
  )

  it('may hold texts with any number of brackets and quotes', async () => {
    const { run } = await setup()
    const result = { text: `${'[{'.repeat(500)}"\\`, '\\"[': '"' }
    expect((await run(['write-output', JSON.stringify({ outputs: [], result })])).output?.result).toEqual(result)
  })

  it.each(['link', 'pipe', 'folder'])('is refused where it is a %s', async (kind) => {
    const { run } = await setup()
    const result = await run(['escape-output-json', kind])
    expect(result).toMatchObject({ outcome: 'permanent', code: 'invalid_output' })
    expect(result.message).not.toContain('root')
  })

  it('may hold words that a later version of the protocol adds', async () => {
    const { run } = await setup()
    expect((await run(['write-output', '{"outputs":[],"future":1}'])).output).toEqual({ outputs: [] })
  })
})

describe('declared outputs', () => {
  const declaredOutputs = { image: { file: 'picture.png', mediaType: 'image/png' } }

  it('are the output of a tool that knows nothing of the protocol', async () => {
    const { run, folder } = await setup()
    const result = await run(['foreign-tool', '--prompt', 'a crab', '--output', `${folder}/picture.png`], {
      declaredOutputs,
    })
    expect(result).toMatchObject({ outcome: 'succeeded', output: { outputs: [picture('picture.png')] } })
  })

  it('belong to a tool that may read its stdin to the end, though checkpoints would be stored', async () => {
    const { run, folder } = await setup()
    const argv = ['foreign-tool', '--prompt', 'a crab', '--output', `${folder}/picture.png`]
    const result = await run(argv, { declaredOutputs, onCheckpoint: async () => {}, timeoutMs: 10_000 })
    expect(result.outcome).toBe('succeeded')
  })

  it('must be there', async () => {
    const { run, folder } = await setup()
    const result = await run(['foreign-tool', '--prompt', '', '--output', `${folder}/picture.png`], { declaredOutputs })
    expect(result).toMatchObject({ outcome: 'temporary', code: 'missing_output' })
  })

  it('give way to an output.json', async () => {
    const { run } = await setup()
    const result = await run(['write-output', '{"outputs":[],"result":{"a":1}}'], { declaredOutputs })
    expect(result.output).toEqual({ outputs: [], result: { a: 1 } })
  })
})
