import { FAULT_CODES, FAULTS_MOST } from '@reelyard/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ProblemDocument } from '../src/problem/problem.ts'
import { problemResource } from '../src/resources.ts'
import { ORDER, setup, submit, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup({ bodyLimit: 2 * 1024 * 1024 })
})
afterAll(() => world.close())
afterEach(async () => {
  expect(await world.rowsWritten(), 'nothing may be written').toBe(0)
})

/** The problem, and that it is one. */
async function problemOf(response: Response, status: number, code: string): Promise<ProblemDocument> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = problemResource.parse(await response.json()) as ProblemDocument
  expect({ status: response.status, code: problem.code }).toEqual({ status, code })
  expect(problem).toMatchObject({ status, type: `urn:reelyard:problem:${code}` })
  for (const fault of problem.errors) {
    expect(FAULT_CODES).toContain(fault.code)
    expect(fault.message, 'a whole sentence').toMatch(/^['"A-Z].+\.$/su)
  }
  return problem
}

const faultsIn = ({ errors }: ProblemDocument) => errors.map(({ pointer, code }) => `${pointer} ${code}`)

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
  ['201 scenes', { ...ORDER, scenes: Array(201).fill({ narration: 'n' }) }, ['/scenes too_many']],
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
    const problem = await problemOf(await world.post(JSON.stringify(order)), 422, 'invalid_order')

    expect(faultsIn(problem)).toEqual(faults)
  })

  it('says which field it is, what the limit is and what was found', async () => {
    const order = { title: 'x'.repeat(1_234), scenes: [{ narration: 'One.' }, { narration: 'a\u0007', motion: 'spin' }] }
    const problem = await problemOf(await world.post(JSON.stringify(order)), 422, 'invalid_order')

    expect(problem.errors.map(({ message }) => message)).toEqual([
      "'title' has 1,234 characters; the limit is 200.",
      "'narration' of scene 2 holds a control character (U+0007) at position 2, which no text may hold.",
      "'motion' of scene 2 must be one of auto, still, push_in, pull_out, pan_left, pan_right, but is 'spin'.",
    ])
  })

  it('names no more faults than fit an answer, however many there are', async () => {
    const everywhere = { title: 'T', scenes: Array(100_000).fill({}) }
    const problem = await problemOf(await world.post(JSON.stringify(everywhere)), 422, 'invalid_order')

    expect(problem.errors).toHaveLength(FAULTS_MOST)
    expect(faultsIn(problem)[0]).toBe('/scenes too_many')
    expect(problem.detail).toMatch(/or more others/)
  })

  it('is not made right by coercion: a number is no text, a text no list', async () => {
    const problem = await problemOf(await world.post('{"title": 1, "scenes": "one"}'), 422, 'invalid_order')

    expect(faultsIn(problem)).toEqual(['/title wrong_type', '/scenes wrong_type'])
  })
})

const fields = JSON.stringify(ORDER).slice(1, -1)
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`

describe('a body that is no order at all', () => {
  it.each([
    ['cut off', JSON.stringify(ORDER).slice(0, -5)],
    ['no JSON', 'title=A+test'],
    ['a word', 'NaN'],
    ['two documents', '{}{}'],
    ['a trailing comma', '{"title": "T",}'],
    ['single quotes', "{'title': 'T'}"],
    ['a raw control character in a text', '{"title": "a\u0001b"}'],
    ['only blanks', '   '],
  ])('%s: 400 malformed_json', async (_name, body) => {
    const problem = await problemOf(await world.post(body), 400, 'malformed_json')

    expect(faultsIn(problem)).toEqual([' malformed'])
  })

  it('that is not UTF-8: 400', async () => {
    const latin1 = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xe9]), Buffer.from(`",${fields}}`)])

    expect((await problemOf(await world.post(new Uint8Array(latin1)), 400, 'malformed_json')).detail).toMatch(/UTF-8/)
  })

  it.each([
    ['a field twice', `{${fields},"title":"Another"}`, '/title duplicate_field'],
    ['a field twice, once in disguise', `{${fields},"\\u0074itle":"Another"}`, '/title duplicate_field'],
    ['a field of a scene twice', '{"title":"T","scenes":[{"narration":"a","narration":"b"}]}', '/scenes/0/narration duplicate_field'],
    ['__proto__', `{${fields},"__proto__":{"brief":"b"}}`, '/__proto__ forbidden_field'],
    ['__proto__ in disguise', `{${fields},"\\u005f_proto__":null}`, '/__proto__ forbidden_field'],
    ['constructor', `{${fields},"constructor":{"prototype":{"x":1}}}`, '/constructor forbidden_field'],
    ['__proto__ of a scene', '{"title":"T","scenes":[{},{"__proto__":{"narration":"a"}}]}', '/scenes/1/__proto__ forbidden_field'],
  ])('with %s: 400', async (_name, body, fault) => {
    const problem = await problemOf(await world.post(body), 400, 'malformed_json')

    expect(faultsIn(problem)[0]).toBe(fault)
  })

  it('nested a hundred thousand deep: 4xx, and the app lives', async () => {
    const response = await world.post(deep)

    await problemOf(response, 422, 'invalid_order')
    expect((await world.request('/healthz')).status).toBe(200)
  })

  it('that is empty: 400', async () => {
    await problemOf(await world.post(''), 400, 'empty_body')
    await problemOf(await world.request('/v1/videos', { method: 'POST' }), 400, 'empty_body')
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'nonsense'])(
    'of the type %s: 415',
    async (type) => {
      await problemOf(await world.post(JSON.stringify(ORDER), type), 415, 'unsupported_media_type')
    },
  )

  it('that is compressed: 415', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const response = await world.request('/v1/videos', { method: 'POST', headers, body: JSON.stringify(ORDER) })

    await problemOf(response, 415, 'unsupported_media_type')
  })

  it('of more than 2 MiB: 413, whether its length is told or not', async () => {
    const body = JSON.stringify({ ...noScenes, brief: 'x'.repeat(2 * 1024 * 1024) })
    const problem = await problemOf(await world.post(body), 413, 'body_too_large')
    expect(problem.detail).toContain('2,097,152 bytes')

    await problemOf(await world.post(new Blob([body]).stream()), 413, 'body_too_large')
  })
})

describe('a picture of an order', () => {
  it('must be a picture', async () => {
    const other = await setup()
    try {
      const id = await submit(other)
      await other.makeFiles(id, [{ role: 'notes', mediaType: 'text/plain', content: 'no picture' }])
      const { artifacts } = (await (await other.request(`/v1/videos/${id}/artifacts`)).json()) as { artifacts: { id: string }[] }

      const problem = await problemOf(await other.post(JSON.stringify(scene({ image: artifacts[0]?.id }))), 422, 'invalid_order')

      expect(faultsIn(problem)).toEqual(['/scenes/1/image not_a_picture'])
    } finally {
      await other.close()
    }
  })
})
