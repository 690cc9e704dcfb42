import { randomUUID } from 'node:crypto'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { submittedResource, videoResource } from '../src/resources.ts'
import { previewResource } from '../src/resources/videos.ts'
import { keyOf } from './support/restricted-key.ts'
import { ORDER, setup, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup()
  await world.pipeline.putChannel({ id: 'other', name: 'Other', settings: {} })
})
afterAll(() => world.close())

async function order(body: object, query = '', headers: Record<string, string> = {}) {
  const response = await world.request(`/v1/videos${query}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
  return { status: response.status, body: (await response.json()) as never }
}

describe('a dry run', () => {
  it('plans and estimates, and writes nothing', async () => {
    const before = await world.rowsWritten()
    const scenes = [
      { narration: 'One short sentence.', visual: 'a', sound: 'b' },
      { narration: 'Another one of them.', visual: 'a', sound: 'b' },
    ]
    const { status, body } = await order({ title: 'T', scenes, voice: 'slt', language: 'en' }, '?dryRun=true')
    expect(status).toBe(200)
    const preview = previewResource.parse(body)
    expect(preview).toMatchObject({ valid: true, warnings: [], plan: { tasks: 13, scenes: 2 } })
    expect(preview.plan.steps).toContainEqual({ step: 'clips', tasks: 2 })
    expect(preview.estimate.filmSeconds).toBeGreaterThan(2)
    expect(preview.estimate.workSeconds).toBeGreaterThan(5)
    expect(await world.rowsWritten()).toBe(before)
  })

  it('splits a brief as the storyboard step will', async () => {
    const brief = 'The first train of the day leaves at five. Nobody is on it yet. Later it will be full of people.'
    const preview = previewResource.parse((await order({ title: 'T', brief }, '?dryRun=true')).body)
    expect(preview.plan.scenes).toBe(2)
    expect(preview.warnings).toMatchObject([{ pointer: '/brief', code: 'brief_split' }])
  })

  it('answers soon for the longest brief without a border', async () => {
    const start = performance.now()
    const { status } = await order({ title: 'T', brief: '漢'.repeat(50_000) }, '?dryRun=true')
    expect(status).toBe(200)
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  it('refuses what the order itself would be refused for', async () => {
    expect(await order({ title: 'T', brief: 'b', voice: 'nobody' }, '?dryRun=true')).toMatchObject({
      status: 422,
      body: { code: 'invalid_order', errors: [{ pointer: '/voice', code: 'unknown_voice' }] },
    })
    await order({ ...ORDER, externalId: 'dry' })
    expect(await order({ ...ORDER, externalId: 'dry' }, '?dryRun=true')).toMatchObject({ status: 409 })
    expect(await order(ORDER, '?dryRun=yes')).toMatchObject({ status: 400, body: { code: 'invalid_query' } })
  })

  it('takes the time of the newest films of the channel where there are some', async () => {
    const scenes = [{ narration: 'One.' }]
    const estimate = async () =>
      previewResource.parse((await order({ title: 'T', scenes, channel: 'other' }, '?dryRun=true')).body).estimate
    const guessed = await estimate()
    const video = randomUUID()
    const task = randomUUID()
    await world.executeSql(
      `with v as (insert into videos (id, channel_id, title, order_document, priority, status)
         values ('${video}', 'other', 't', '{}', 0, 'completed') returning id),
       t as (insert into tasks (id, video_id, step, state, attempt, max_attempts, priority, job_id, parameters, inputs, input_digest)
         select '${task}', id, 'assembly', 'completed', 1, 1, 0, gen_random_uuid(), '{}', '[]', 'x' from v returning id)
       insert into attempts (task_id, number, worker, job_id, input_digest, claimed_at, started_at, ended_at, outcome)
       select id, 1, 'w', gen_random_uuid(), 'x', now(), now() - interval '500 s', now(), 'succeeded' from t`,
    )
    expect((await estimate()).workSeconds).toBeCloseTo(guessed.workSeconds + 500 - 4, 0)
  })
})

describe('warnings', () => {
  it('tell what will be guessed', async () => {
    const { body } = await order({ title: 'T', voice: 'slt', scenes: [{ narration: 'Привет.' }] })
    expect(submittedResource.parse(body).warnings.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/language', 'language_of_voice'],
      ['/scenes/0/visual', 'visual_from_narration'],
      ['/scenes/0/sound', 'sound_guessed'],
      ['/scenes/0/narration', 'not_spoken'],
    ])
  })
})

describe("the caller's own names", () => {
  it('come back as they were given', async () => {
    const metadata = { customer: 'Ä/1', weight: 1.5, urgent: true, nothing: null, '': undefined }
    const { body } = await order({ ...ORDER, externalId: 'mine/1 – a', metadata })
    const { id } = submittedResource.parse(body)
    const video = videoResource.parse(await (await world.request(`/v1/videos/${id}`)).json())
    expect(video.externalId).toBe('mine/1 – a')
    expect(video.metadata).toEqual({ customer: 'Ä/1', weight: 1.5, urgent: true, nothing: null })
  })

  it.each([
    [{ externalId: '' }, '/externalId', 'empty'],
    [{ externalId: 'x'.repeat(201) }, '/externalId', 'too_long'],
    [{ externalId: 'a\nb' }, '/externalId', 'malformed'],
    [{ externalId: ' a' }, '/externalId', 'malformed'],
    [{ metadata: { a: { b: 1 } } }, '/metadata/a', 'malformed'],
    [{ metadata: { a: 'nul\u0000' } }, '/metadata/a', 'control_characters'],
    [{ metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, n])) }, '/metadata', 'malformed'],
    [{ metadata: { a: 'ä'.repeat(4_100) } }, '/metadata', 'malformed'],
    [{ metadata: 'x' }, '/metadata', 'wrong_type'],
  ])('are refused (%#)', async (extra, pointer, code) => {
    expect(await order({ ...ORDER, ...extra })).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } })
  })

  it('are unique in a channel, also under concurrent orders, and free in others', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => order({ ...ORDER, externalId: 'race' })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      202, 409, 409, 409, 409, 409, 409, 409,
    ])
    const taken = submittedResource.parse(answers.find(({ status }) => status === 202)?.body)
    const refused = answers.find(({ status }) => status === 409)?.body as unknown as { code: string; detail: string }
    expect(refused.code).toBe('external_id_taken')
    expect(refused.detail).toContain(taken.id)
    expect((await order({ ...ORDER, externalId: 'race', channel: 'other' })).status).toBe(202)
  })
})

describe('a key of some channels', () => {
  it('is told of other channels what it is told of those that there are not', async () => {
    const headers = await keyOf(world, ['other'])
    const [foreign, missing] = [
      await order({ ...ORDER, channel: 'default' }, '', headers),
      await order({ ...ORDER, channel: 'nowhere' }, '', headers),
    ]
    const said = JSON.stringify(missing.body).replaceAll('nowhere', 'default')
    expect(foreign.status).toBe(422)
    expect(JSON.stringify(foreign.body)).toBe(said)
    expect((await order({ ...ORDER, channel: 'other' }, '', headers)).status).toBe(202)
  })
})

describe('an order of the same seed', () => {
  it('is one video with one task, however often it is written', async () => {
    const seed = randomUUID()
    const submit = () => world.pipeline.submit({ ...ORDER, externalId: seed }, BUILT_IN_VOICES, { seed })
    const answers = await Promise.all([submit(), submit(), submit()])
    expect(answers.map(({ videoId }) => videoId)).toEqual([seed, seed, seed])
    const { rows } = await world.executeSql(`
      select count(*)::int as tasks, (select count(*)::int from events where video_id = '${seed}') as events,
             (select count(*)::int from pgboss.job j where (j.data ->> 'taskId')::uuid in (
               select id from tasks where video_id = '${seed}')) as jobs
        from tasks where video_id = '${seed}'`)
    expect(rows).toEqual([{ tasks: 1, events: 1, jobs: 1 }])
  })
})

describe('an archived channel', () => {
  it('takes no orders', async () => {
    await world.pipeline.putChannel({ id: 'old', name: 'Old', settings: {} })
    await world.executeSql(`update channels set archived_at = now() where id = 'old'`)
    expect(await order({ ...ORDER, channel: 'old' })).toMatchObject({ status: 409, body: { code: 'channel_archived' } })
  })
})
