import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal } from './support/refusal.ts'
import { ORDER, setup, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup()
})
afterAll(() => world.close())

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
    const problem = await refusal(world, await world.post(body), 400, 'malformed_json')

    expect(problem.faults).toEqual([' malformed'])
  })

  it('that is not UTF-8: 400', async () => {
    const latin1 = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xe9]), Buffer.from(`",${fields}}`)])

    expect((await refusal(world, await world.post(new Uint8Array(latin1)), 400, 'malformed_json')).detail).toMatch(
      /UTF-8/,
    )
  })

  it.each([
    ['a field twice', `{${fields},"title":"Another"}`, '/title duplicate_field'],
    ['a field twice, once in disguise', `{${fields},"\\u0074itle":"Another"}`, '/title duplicate_field'],
    [
      'a field of a scene twice',
      '{"title":"T","scenes":[{"narration":"a","narration":"b"}]}',
      '/scenes/0/narration duplicate_field',
    ],
    ['__proto__', `{${fields},"__proto__":{"brief":"b"}}`, '/__proto__ forbidden_field'],
    ['__proto__ in disguise', `{${fields},"\\u005f_proto__":null}`, '/__proto__ forbidden_field'],
    ['constructor', `{${fields},"constructor":{"prototype":{"x":1}}}`, '/constructor forbidden_field'],
    [
      '__proto__ of a scene',
      '{"title":"T","scenes":[{},{"__proto__":{"narration":"a"}}]}',
      '/scenes/1/__proto__ forbidden_field',
    ],
  ])('with %s: 400', async (_name, body, fault) => {
    const problem = await refusal(world, await world.post(body), 400, 'malformed_json')

    expect(problem.faults[0]).toBe(fault)
  })

  it('nested a hundred thousand deep: 4xx, and the app lives', async () => {
    const response = await world.post(deep)

    await refusal(world, response, 400, 'malformed_json')
    expect((await world.request('/healthz')).status).toBe(200)
  })

  it('whose field names would outgrow it in the answer: 400, and a small one', async () => {
    const inner = '"constructor":1,'.repeat(101)
    const response = await world.post(`{"${'/'.repeat(1_500_000)}":{${inner}"a":1}}`)

    const answer = await response.clone().text()
    await refusal(world, response, 400, 'malformed_json')
    expect(answer.length).toBeLessThan(2_000)
  })

  it('that is empty: 400', async () => {
    const none = await world.request('/v1/videos', { method: 'POST' })

    for (const response of [await world.post(''), none]) {
      expect((await refusal(world, response, 400, 'empty_body')).faults).toEqual([])
    }
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
  ])('of the type %s: 415', async (type) => {
    const problem = await refusal(world, await world.post(JSON.stringify(ORDER), type), 415, 'unsupported_media_type')

    expect(problem.detail).toContain('application/json')
  })

  it('that is compressed: 415', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const response = await world.request('/v1/videos', { method: 'POST', headers, body: JSON.stringify(ORDER) })

    expect((await refusal(world, response, 415, 'unsupported_media_type')).detail).toContain('Content-Encoding')
  })

  it('of more than 2 MiB: 413, whether its length is told or not', async () => {
    const body = JSON.stringify({ title: 'T', brief: 'x'.repeat(2 * 1024 * 1024) })
    const problem = await refusal(world, await world.post(body), 413, 'body_too_large')
    expect(problem.detail).toContain('2,097,152 bytes')

    await refusal(world, await world.post(new Blob([body]).stream()), 413, 'body_too_large')
  })
})
