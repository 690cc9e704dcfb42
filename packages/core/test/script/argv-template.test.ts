import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScriptInput } from '../../src/protocol.ts'
import { renderArgv, templatePlaceholders, templateValuesOf, UnknownPlaceholderError } from '../../src/script/index.ts'
import type { TemplateValues } from '../../src/script/index.ts'
import { setup } from './world.ts'

const values: TemplateValues = {
  scene: { number: 3, narration: 'The tide goes out.', visual: 'a crab', sound: 'surf', motion: 'push_in' },
  video: { id: 'v1', title: 'Tide pool' },
  format: { width: 1920, height: 1080, fps: 25 },
  input: { picture: '/scratch/in.png' },
  output: { image: '/scratch/out.png' },
  folder: '/scratch',
  scripts: '/opt/scripts',
}
const withVisual = (visual: string): TemplateValues => ({ ...values, scene: { number: 1, visual } })

describe('an argv template', () => {
  it('has its placeholders replaced, several in one argument too', () => {
    const template = [
      'tool',
      '--prompt',
      '{{scene.visual}}',
      '--size={{format.width}}x{{format.height}}@{{ format.fps }}',
      '{{output.image}}',
    ]
    expect(renderArgv(template, values)).toEqual([
      'tool',
      '--prompt',
      'a crab',
      '--size=1920x1080@25',
      '/scratch/out.png',
    ])
  })

  it('knows every placeholder that is documented', () => {
    const template = ['number', 'narration', 'visual', 'sound', 'motion'].map((key) => `{{scene.${key}}}`)
    template.push('{{video.id}}', '{{video.title}}', '{{input.picture}}', '{{folder}}', '{{scripts}}')
    const expected = [
      '3',
      'The tide goes out.',
      'a crab',
      'surf',
      'push_in',
      'v1',
      'Tide pool',
      '/scratch/in.png',
      '/scratch',
      '/opt/scripts',
    ]
    expect(renderArgv(template, values)).toEqual(expected)
  })

  it('keeps each value in its own argument, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (visual) => {
        const rendered = renderArgv(['tool', '--prompt={{scene.visual}}', '{{scene.number}}'], withVisual(visual))
        expect(rendered).toEqual(['tool', `--prompt=${visual.replaceAll('\0', '')}`, '1'])
      }),
    )
  })

  it.each(['{{video.id}}', '{{{{folder}}}}', '$&', "$'", '$1', '; rm -rf /', '$(id)', '"', 'a b'])(
    'does not read %s in a value as more than text',
    (visual) => expect(renderArgv(['{{scene.visual}}'], withVisual(visual))).toEqual([visual]),
  )

  it('lets no value make an argument look like an option', () => {
    expect(renderArgv(['tool', '{{scene.visual}}'], withVisual('--output=/etc/passwd'))).toEqual([
      'tool',
      ' --output=/etc/passwd',
    ])
    expect(renderArgv(['tool', '-p{{scene.visual}}'], withVisual('-x'))).toEqual(['tool', '-p-x'])
  })

  it.each([
    'scene.colour',
    'scene',
    'video.title.length',
    'constructor',
    '__proto__',
    'input.other',
    'output.other',
    'env.HOME',
    '',
  ])('is refused with the placeholder {{%s}}, which stands for nothing', (name) => {
    const render = () => renderArgv(['tool', `{{${name}}}`], values)
    expect(render).toThrow(UnknownPlaceholderError)
    expect(render).toThrow(expect.objectContaining({ code: 'unknown_placeholder', placeholder: name }))
  })

  it('is refused where the task has no such thing: no scene, no roles of the prototype', () => {
    expect(() => renderArgv(['{{scene.visual}}'], { ...values, scene: undefined })).toThrow(UnknownPlaceholderError)
    expect(() => renderArgv(['{{input.constructor}}'], values)).toThrow(UnknownPlaceholderError)
  })

  it('tells which placeholders it has, each once', () => {
    expect(templatePlaceholders(['a', '{{folder}}/{{scene.number}}', '{{folder}}', '{{what}}'])).toEqual([
      'folder',
      'scene.number',
      'what',
    ])
  })

  it('reaches the tool as it was rendered', async () => {
    const { run } = await setup()
    const hostile = '"; touch owned; `id` $(id) {{folder}}\n--flag'
    const result = await run(['show-environment', ...renderArgv(['--prompt', '{{scene.visual}}'], withVisual(hostile))])
    expect(result.output?.result?.arguments).toEqual(['--prompt', hostile])
  })
})

describe('the values of a template', () => {
  const input = (scene: number | null, parameters: unknown, roles: string[]): ScriptInput<unknown> => ({
    protocol: 1,
    step: 'assets',
    scene,
    video: { id: 'v1', title: 'Tide pool', channel: 'sea' },
    task: { id: 't1', attempt: 1 },
    parameters,
    inputs: roles.map((role, i) => ({
      role,
      step: 'order',
      scene,
      path: `in/${i}`,
      mediaType: 'image/png',
      bytes: 1,
      sha256: '',
    })),
    checkpoint: null,
    context: { tasks: [] },
  })

  it('are read off the input of a step that gets a whole scene', () => {
    const scene = { narration: 'n', visual: 'v', sound: 's', motion: 'still' }
    const format = { width: 1280, height: 720, fps: 30 }
    const outputs = { image: { file: 'out.png', mediaType: 'image/png' } }
    expect(templateValuesOf(input(2, { scene, format }, ['picture']), '/scratch', outputs)).toEqual({
      scene: { ...scene, number: 2 },
      video: { id: 'v1', title: 'Tide pool' },
      format,
      input: { picture: join('/scratch', 'in/0') },
      output: { image: '/scratch/out.png' },
      folder: '/scratch',
    })
  })

  it('are read off the input of a step that gets parts of one', () => {
    const narration = templateValuesOf(
      input(2, { text: 'The tide.', voice: 'slt', language: 'en', fps: 25 }, []),
      '/scratch',
      {},
    )
    expect(narration.scene).toMatchObject({ number: 2, narration: 'The tide.' })
  })

  it('have no scene for a step of the whole video, and no path for a role of several files', () => {
    const whole = templateValuesOf(input(null, { title: 'Tide pool' }, ['clip', 'clip', 'music']), '/scratch', {})
    expect(whole.scene).toBeUndefined()
    expect(whole.input).toEqual({ music: join('/scratch', 'in/2') })
  })
})
