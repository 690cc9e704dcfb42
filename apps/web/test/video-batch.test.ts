import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchResource } from '../src/resources/videos.ts'
import { ORDER, setup, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup()
})
afterAll(() => world.close())

const NDJSON = 'application/x-ndjson'

async function batch(body: string | ReadableStream, type = 'application/json', headers: Record<string, string> = {}) {
  const response = await world.request('/v1/videos/batch', {
    method: 'POST',
    body,
    headers: { 'content-type': type, ...headers },
    ...(typeof body === 'string' ? {} : { duplex: 'half' }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const orders = (count: number, extra: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => ({ ...ORDER, title: `T ${index}`, ...extra(index) }))
const lines = (values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')

describe('a batch', () => {
  it.each([
    ['a list', (values: object[]) => JSON.stringify(values), 'application/json'],
    ['lines', lines, NDJSON],
    ['lines with blank ones and without a last end', (values: object[]) => `\r\n${lines(values).trim()}`, NDJSON],
  ])('as %s is taken whole, in its order', async (_, write, type) => {
    const { status, body } = await batch(write(orders(3)), type)
    expect(status).toBe(202)
    const { videos } = batchResource.parse(body)
    const found = await Promise.all(videos.map(({ id }) => world.pipeline.getVideo(id)))
    expect(found.map((video) => video?.title)).toEqual(['T 0', 'T 1', 'T 2'])
    expect(found.map((video) => video?.tasks.map(({ step }) => step))).toEqual(
      Array.from({ length: 3 }, () => ['storyboard']),
    )
  })

  it('that is wrong in places is refused whole, with an entry a fault', async () => {
    const before = await world.rowsWritten()
    const wrong = orders(5, (index) => (index === 1 ? { title: '' } : index === 3 ? { voice: 'nobody' } : {}))
    const { status, body } = await batch(JSON.stringify(wrong))
    expect([status, body]).toMatchObject([
      422,
      {
        code: 'invalid_order',
        errors: [
          { pointer: '/1/title', code: 'empty' },
          { pointer: '/3/voice', code: 'unknown_voice' },
        ],
      },
    ])
    expect(await world.rowsWritten()).toBe(before)
  })

  it('may use no external id twice, nor one that is taken', async () => {
    const twice = await batch(JSON.stringify(orders(3, () => ({ externalId: 'e' }))))
    expect([twice.status, twice.body]).toMatchObject([
      422,
      { errors: [{ pointer: '/1/externalId', code: 'external_id_taken' }, { pointer: '/2/externalId' }] },
    ])
    await world.post(JSON.stringify({ ...ORDER, externalId: 'e' }))
    const before = await world.rowsWritten()
    const taken = await batch(JSON.stringify(orders(3, (index) => ({ externalId: ['d', 'e', 'f'][index] }))))
    expect([taken.status, taken.body]).toMatchObject([
      409,
      { code: 'external_id_taken', errors: [{ pointer: '/1/externalId', code: 'external_id_taken' }] },
    ])
    expect(await world.rowsWritten()).toBe(before)
  })

  it.each([
    ['[]', 'application/json', 422, 'too_few'],
    ['{}', 'application/json', 422, 'wrong_type'],
    ['', NDJSON, 422, 'too_few'],
    [JSON.stringify(orders(501)), 'application/json', 422, 'too_many'],
  ])('of %.20s is refused', async (body, type, status, code) => {
    expect(await batch(body, type)).toMatchObject({ status, body: { errors: [{ pointer: '', code }] } })
  })

  it('of lines is held to the rules of a body, line by line', async () => {
    const [good] = orders(1)
    const line = JSON.stringify(good)
    expect(await batch(`${line}\n{"title":"a","title":"b"}\n`, NDJSON)).toMatchObject({
      status: 400,
      body: { code: 'malformed_json', errors: [{ pointer: '/1/title', code: 'duplicate_field' }] },
    })
    expect(await batch(`${line}\n{"__proto__":1}\n`, NDJSON)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/1/__proto__', code: 'forbidden_field' }] },
    })
    expect(await batch(`${line}\n{]\n`, NDJSON)).toMatchObject({ status: 400, body: { errors: [{ pointer: '/1' }] } })
    expect(await batch(lines(orders(501)), NDJSON)).toMatchObject({ status: 413, body: { code: 'body_too_large' } })
    expect(await batch(`"${'x'.repeat(2_100_000)}"`, NDJSON)).toMatchObject({ status: 413 })
  })

  it('of lines is taken on this route only', async () => {
    expect((await world.post(lines(orders(1)), NDJSON)).status).toBe(415)
  })

  it('is written once where its Idempotency-Key comes twice', async () => {
    const headers = { 'idempotency-key': 'a-batch' }
    const first = await batch(lines(orders(4)), NDJSON, headers)
    const rows = await world.rowsWritten()
    const second = await batch(lines(orders(4)), NDJSON, headers)
    expect([first.status, second.status]).toEqual([202, 202])
    expect(second.body).toEqual(first.body)
    expect(await world.rowsWritten()).toBe(rows)
  })

  it('of 500 films of six scenes is taken', async () => {
    const scenes = Array.from({ length: 6 }, (_, index) => ({
      narration: `This is what is said in scene ${index + 1} of the film.`,
      visual: 'A quiet harbour in the morning, with fog over the water.',
      sound: 'Gulls, and water against wood.',
    }))
    const many = orders(500, () => ({ scenes }))
    const start = performance.now()
    const { status, body } = await batch(JSON.stringify(many))
    const ms = Math.round(performance.now() - start)
    expect(status).toBe(202)
    expect(batchResource.parse(body).videos).toHaveLength(500)
    expect(ms).toBeLessThan(20_000)
  })
})
