import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  dropResource,
  letterCountsResource,
  letterPageResource,
  redriveResource,
  wholeLetterResource,
} from '../src/resources/dead-letters.ts'
import { keyOf, send, stateOf, storyboardOf } from './support/review-world.ts'
import { setup, submit, type World } from './support/world.ts'

let world: World
let own: Record<string, string>
let reader: Record<string, string>
beforeAll(async () => {
  world = await setup()
  for (const id of ['mine', 'other']) await world.pipeline.putChannel({ id, name: id, settings: {} })
  own = await keyOf(world, 'own', { channels: ['mine'] })
  reader = await keyOf(world, 'reader', { scopes: ['videos:read'] })
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.pipeline.dropDeadLetters({}, 'test')
  const { rows } = await world.executeSql(`select id from videos where status <> 'cancelled'`)
  for (const { id } of rows) await world.pipeline.cancel(String(id), 'test')
})

const NOWHERE = '00000000-0000-4000-8000-000000000000'

/** A video whose storyboard has failed for good. */
async function failed(channel = 'mine') {
  const videoId = await submit(world, { title: channel, scenes: [{ narration: 'One.' }], channel })
  await world.failVideo(videoId)
  const taskId = await storyboardOf(world, videoId)
  const { rows } = await world.executeSql(`select id from dead_letters where task_id = '${taskId}'`)
  return { videoId, taskId, id: String(rows[0]?.id) }
}

/** A letter without a task, as a job that stood for none leaves it. */
async function orphan(): Promise<string> {
  const { rows } = await world.executeSql(`
    insert into dead_letters (id, step, code, message, attempt, origin)
    values (gen_random_uuid(), 'assets', 'unknown_task', 'none', 0, jsonb_build_object(
      'queue', 'assets', 'jobId', gen_random_uuid(), 'worker', null)) returning id`)
  return String(rows[0]?.id)
}

const list = async (query = '', headers?: Record<string, string>) => {
  const { body } = await send(world, 'GET', `/v1/dead-letters${query}`, undefined, headers)
  return letterPageResource.parse(body)
}
const idsOf = async (query = '', headers?: Record<string, string>) =>
  (await list(query, headers)).deadLetters.map(({ id }) => id)

async function redrive(body: object, headers?: Record<string, string>, how = 'redrive') {
  return redriveResource.parse((await send(world, 'POST', `/v1/dead-letters/${how}`, body, headers)).body)
}

describe('dead letters', () => {
  it('are listed newest first, page by page, by any filter', async () => {
    const [one, two] = [await failed(), await failed('other')]
    expect(await idsOf()).toEqual([two.id, one.id])
    const first = await list('?limit=1')
    expect(first.deadLetters).toMatchObject([{ id: two.id, code: 'test', channel: 'other', taskState: 'failed' }])
    expect(await idsOf(`?limit=1&cursor=${first.nextCursor}`)).toEqual([one.id])
    expect(await idsOf('?channel=mine&step=storyboard&code=test')).toEqual([one.id])
    expect(await idsOf('?code=another')).toEqual([])
    const { failedAt } = (await list('?channel=other')).deadLetters[0]!
    const moment = encodeURIComponent(new Date(Date.parse(failedAt)).toISOString())
    expect(await idsOf(`?failedAfter=${moment}`)).toContain(two.id)
    expect(await idsOf(`?failedBefore=2020-01-01T00:00:00%2B23:00`)).toEqual([])
    for (const wrong of ['?failedAfter=0000-01-01T00:00:00Z', '?failedAfter=yesterday', '?step=x', '?colour=red']) {
      expect((await send(world, 'GET', `/v1/dead-letters${wrong}`)).body).toMatchObject({ code: 'invalid_query' })
    }
  })

  it('are counted by step and code', async () => {
    await failed()
    await failed('other')
    await orphan()
    const counts = async (headers?: Record<string, string>) =>
      letterCountsResource.parse((await send(world, 'GET', '/v1/dead-letters/counts', undefined, headers)).body)
    expect(await counts()).toMatchObject({ total: 3, counts: [{ step: 'storyboard', count: 2 }, { step: 'assets' }] })
    expect(await counts(own)).toEqual({ total: 1, counts: [{ step: 'storyboard', code: 'test', count: 1 }] })
  })

  it('show what the task was told and tried, also after their end', async () => {
    const { id, taskId } = await failed()
    await redrive({ ids: [id] })
    const { body } = await send(world, 'GET', `/v1/dead-letters/${id}`)
    expect(wholeLetterResource.parse(body)).toMatchObject({
      ...{ id, taskId, ending: 'redriven', endedBy: 'admin', taskState: 'pending', payload: { taskId } },
      parameters: { title: 'mine' },
      attempts: [{ number: 1, outcome: 'permanent', error: { code: 'test' } }],
    })
    const alone = wholeLetterResource.parse((await send(world, 'GET', `/v1/dead-letters/${await orphan()}`)).body)
    expect(alone).toMatchObject({ taskId: null, video: null, parameters: null, attempts: [] })
  })

  it('of other channels, and of none, do not exist for a key of some', async () => {
    const [mine, other, none] = [await failed(), await failed('other'), await orphan()]
    expect(await idsOf('', own)).toEqual([mine.id])
    const answers = []
    for (const id of [other.id, none, NOWHERE]) {
      const { status, body } = await send(world, 'GET', `/v1/dead-letters/${id}`, undefined, own)
      answers.push(`${status} ${JSON.stringify(body).replaceAll(id, 'ID')}`)
    }
    expect(new Set(answers).size).toBe(1)
    const ids = [other.id, none, NOWHERE]
    for (const how of ['preview', 'redrive']) {
      const { items } = await redrive({ ids }, own, how)
      expect(items.map((item) => !item.done && item.code)).toEqual(Array(3).fill('unknown_letter'))
    }
    const dropped = await send(world, 'POST', '/v1/dead-letters/drop', { filter: {}, ids }, own)
    expect(dropResource.parse(dropped.body)).toMatchObject({ dropped: [], remaining: 0 })
    expect(await redrive({ filter: {} }, own)).toMatchObject({ redriven: 1, items: [{ id: mine.id }] })
    expect(await stateOf(world, other.taskId)).toBe('failed')
    expect(new Set(await idsOf())).toEqual(new Set([other.id, none]))
  })

  it('are redriven as a preview says, with changes, a rate and a note', async () => {
    const [one, two] = [await failed(), await failed()]
    const none = await orphan()
    const body = { filter: {}, perSecond: 0.1, parameters: { title: 'Another' }, note: 'fixed' }
    const preview = await redrive(body, undefined, 'preview')
    expect(preview).toMatchObject({ redriven: 2, refused: 1, spreadSeconds: 10, remaining: 0, nextCursor: null })
    expect(await stateOf(world, one.taskId)).toBe('failed')
    expect(await redrive(body)).toEqual(preview)
    expect(preview.items).toMatchObject([
      { id: one.id, done: true, afterSeconds: 0 },
      { id: two.id, done: true, afterSeconds: 10 },
      { id: none, done: false, code: 'no_task' },
    ])
    const task = await world.pipeline.getTask(two.taskId)
    expect(task).toMatchObject({ state: 'pending', parameters: { title: 'Another' } })
    expect(task?.moves.at(-1)).toMatchObject({ event: 'redrive', by: 'admin', reason: 'fixed' })
  })

  it('that cannot be redriven stay, each with its reason', async () => {
    const [open, ended, other] = [await failed(), await failed(), await failed('other')]
    await redrive({ ids: [ended.id] })
    const ids = [open.id, ended.id, other.id, NOWHERE]
    const { items } = await redrive({ ids, filter: { channel: 'mine' }, parameters: { title: 7 } })
    expect(items).toMatchObject([
      { id: open.id, code: 'invalid_change', errors: [{ pointer: '/parameters/title', code: 'wrong_type' }] },
      { id: ended.id, code: 'already_ended', message: 'It was redriven by admin.' },
      { id: other.id, code: 'not_matched' },
      { id: NOWHERE, code: 'unknown_letter' },
    ])
    expect(new Set(await idsOf())).toEqual(new Set([open.id, other.id]))
  })

  it('are dropped by those who may, and say by whom', async () => {
    const { id, taskId } = await failed()
    const ids = [id, NOWHERE]
    for (const [how, body] of [
      ['drop', { ids }],
      ['redrive', { ids }],
      ['preview', { ids }],
    ] as const) {
      const { body: refused } = await send(world, 'POST', `/v1/dead-letters/${how}`, body, reader)
      expect(refused).toMatchObject({ status: 403, code: 'missing_scope' })
    }
    const { body } = await send(world, 'POST', '/v1/dead-letters/drop', { ids }, own)
    expect(dropResource.parse(body)).toMatchObject({
      dropped: [id],
      remaining: 0,
      refused: [{ code: 'unknown_letter' }],
    })
    expect((await send(world, 'GET', `/v1/dead-letters/${id}`)).body).toMatchObject({
      ending: 'dropped',
      endedBy: 'own',
    })
    expect(await stateOf(world, taskId)).toBe('failed')
  })

  it.each(['redrive', 'preview', 'drop'])('are meant by words: a %s of nothing named is refused', async (how) => {
    await failed()
    const { body } = await send(world, 'POST', `/v1/dead-letters/${how}`, {})
    expect(body).toMatchObject({ code: 'invalid_body', errors: [{ pointer: '/filter', code: 'required' }] })
  })
})

describe('very many letters', () => {
  it('are redriven a part at a time, past those that cannot be', async () => {
    await world.executeSql(`
      insert into dead_letters (id, step, code, message, attempt, origin, failed_at)
      select gen_random_uuid(), 'assets', 'many', 'none', 0, '{}', timestamptz '2020-01-01' + make_interval(secs => n)
        from generate_series(1, 1000) as n`)
    const { taskId } = await failed()
    const first = await redrive({ filter: {} })
    expect(first).toMatchObject({ redriven: 0, refused: 1000, remaining: 1, truncated: false })
    const second = await redrive({ filter: {}, cursor: first.nextCursor })
    expect(second).toMatchObject({ redriven: 1, refused: 0, remaining: 0, nextCursor: null })
    expect(await stateOf(world, taskId)).toBe('pending')
    const dropped = dropResource.parse((await send(world, 'POST', '/v1/dead-letters/drop', { filter: {} })).body)
    expect([dropped.dropped.length, dropped.remaining]).toEqual([1000, 0])
  })
})
