import { FAULTS_MOST } from '@reelyard/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal } from './support/refusal.ts'
import { ORDER, setup, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup()
})
afterAll(() => world.close())

const scene = (fields: object) => ({ title: 'T', scenes: [{ narration: 'One.' }, { narration: 'Two.', ...fields }] })
const { scenes, ...noScenes } = ORDER
const UNKNOWN_ID = '7f6dd5d3-7a9c-4a6e-9a39-0f2f6e6a3c11'

const ORDERS: [name: string, order: unknown, faults: string[]][] = [
  ['null', null, [' wrong_type']],
  ['a list', [ORDER], [' wrong_type']],
  ['a text', 'order', [' wrong_type']],
  ['a number', 7, [' wrong_type']],
  ['an empty object', {}, ['/title required', ' scenes_or_brief']],
  ['neither scenes nor brief', noScenes, [' scenes_or_brief']],
  ['both scenes and brief', { ...ORDER, brief: 'B.' }, [' scenes_or_brief']],
  ['unknown fields, each of them', { ...ORDER, a: 1, 'b/~c': 2 }, ['/a unknown_field', '/b~1~0c unknown_field']],
  ['an unknown field of a scene', scene({ camera: 'close' }), ['/scenes/1/camera unknown_field']],
  ['no title', { scenes }, ['/title required']],
  ['a title of null', { ...ORDER, title: null }, ['/title wrong_type']],
  ['a title that is a number', { ...ORDER, title: 5 }, ['/title wrong_type']],
  ['an empty title', { ...ORDER, title: '' }, ['/title empty']],
  ['a title of blanks', { ...ORDER, title: ' \n\t\u00a0' }, ['/title empty']],
  ['a title of 201 characters', { ...ORDER, title: 'x'.repeat(201) }, ['/title too_long']],
  ['a NUL', { ...ORDER, title: 'a\u0000b' }, ['/title control_characters']],
  ['an escape character', scene({ narration: '\u001b[31mred' }), ['/scenes/1/narration control_characters']],
  ['a C1 control character', scene({ sound: 'a\u0085b' }), ['/scenes/1/sound control_characters']],
  ['a lone high surrogate', scene({ visual: 'a\ud83db' }), ['/scenes/1/visual control_characters']],
  ['a lone low surrogate', { ...noScenes, brief: '\udc00' }, ['/brief control_characters']],
  ['no scenes in the list', { ...ORDER, scenes: [] }, ['/scenes too_few']],
  ['201 scenes', { ...ORDER, scenes: Array.from({ length: 201 }, () => ({ narration: 'n' })) }, ['/scenes too_many']],
  ['scenes that are an object', { ...ORDER, scenes: {} }, ['/scenes wrong_type']],
  ['a scene that is null', { ...ORDER, scenes: [null] }, ['/scenes/0 wrong_type']],
  ['a scene without narration', { ...ORDER, scenes: [{ visual: 'v' }] }, ['/scenes/0/narration required']],
  ['a narration of 2,001 characters', scene({ narration: 'x'.repeat(2_001) }), ['/scenes/1/narration too_long']],
  ['an empty narration', scene({ narration: '' }), ['/scenes/1/narration empty']],
  ['a visual of 1,001 characters', scene({ visual: 'x'.repeat(1_001) }), ['/scenes/1/visual too_long']],
  ['a sound that is true', scene({ sound: true }), ['/scenes/1/sound wrong_type']],
  ['a brief of 50,001 characters', { ...noScenes, brief: 'x'.repeat(50_001) }, ['/brief too_long']],
  ['an empty brief', { ...noScenes, brief: '' }, ['/brief empty']],
  ['an unknown motion', scene({ motion: 'zoom' }), ['/scenes/1/motion unknown_value']],
  ['an image that is no id', scene({ image: '../../etc/passwd' }), ['/scenes/1/image malformed']],
  ['an image that does not exist', scene({ image: UNKNOWN_ID }), ['/scenes/1/image unknown_artifact']],
  ['an unknown aspect', { ...ORDER, aspect: '4:3' }, ['/aspect unknown_value']],
  ['an unknown resolution', { ...ORDER, resolution: '4k' }, ['/resolution unknown_value']],
  ['unknown captions', { ...ORDER, captions: 'loud' }, ['/captions unknown_value']],
  ['captions that are false', { ...ORDER, captions: false }, ['/captions wrong_type']],
  ['an unknown priority', { ...ORDER, priority: 'urgent' }, ['/priority unknown_value']],
  ['an unknown voice', { ...ORDER, voice: 'nobody' }, ['/voice unknown_voice']],
  ['a voice that is no name', { ...ORDER, voice: 'slt; rm -rf /' }, ['/voice malformed']],
  ['an unknown channel', { ...ORDER, channel: 'nowhere' }, ['/channel unknown_channel']],
  ['an empty channel', { ...ORDER, channel: '' }, ['/channel empty']],
  ['a channel of 65 characters', { ...ORDER, channel: 'c'.repeat(65) }, ['/channel too_long']],
  ['a language that no voice speaks', { ...ORDER, language: 'tlh' }, ['/language unspeakable_language']],
  ['a voice of another language', { ...ORDER, voice: 'slt', language: 'de' }, ['/language voice_language_mismatch']],
  [
    'several faults at once',
    { title: '', scenes: [{ narration: 3, motion: 'x' }], brief: 'b', aspect: 1, more: [] },
    [
      '/title empty',
      '/scenes/0/narration wrong_type',
      '/scenes/0/motion unknown_value',
      '/aspect wrong_type',
      '/more unknown_field',
      ' scenes_or_brief',
    ],
  ],
]

describe('an order that is wrong', () => {
  it.each(ORDERS)('%s: 422, one entry a fault', async (_name, order, faults) => {
    const problem = await refusal(world, await world.post(JSON.stringify(order)), 422, 'invalid_order')

    expect(problem.faults).toEqual(faults)
  })

  it('says which field it is, what the limit is and what was found', async () => {
    const order = {
      title: 'x'.repeat(1_234),
      scenes: [{ narration: 'One.' }, { narration: 'a\u0007', motion: 'spin' }],
    }
    const problem = await refusal(world, await world.post(JSON.stringify(order)), 422, 'invalid_order')

    expect(problem.errors.map(({ message }) => message)).toEqual([
      "'title' has 1,234 characters; the limit is 200.",
      "'narration' of scene 2 holds a control character (U+0007) at position 2, which no text may hold.",
      "'motion' of scene 2 must be one of auto, still, push_in, pull_out, pan_left, pan_right, but is 'spin'.",
    ])
  })

  it('names no more faults than fit an answer, however many there are', async () => {
    const everywhere = { title: 'T', scenes: Array.from({ length: 100_000 }, () => ({})) }
    const problem = await refusal(world, await world.post(JSON.stringify(everywhere)), 422, 'invalid_order')

    expect(problem.errors).toHaveLength(FAULTS_MOST)
    expect(problem.faults[0]).toBe('/scenes too_many')
    expect(problem.detail).toMatch(/or more others/)
  })

  it('is not made right by coercion: a number is no text, a text no list', async () => {
    const problem = await refusal(world, await world.post('{"title": 1, "scenes": "one"}'), 422, 'invalid_order')

    expect(problem.faults).toEqual(['/title wrong_type', '/scenes wrong_type'])
  })
})
