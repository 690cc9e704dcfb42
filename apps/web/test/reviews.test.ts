import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decisionsResource, reviewPageResource } from '../src/resources/reviews.ts'
import { gated, keyOf, makeAgain, send, stateOf, waiting } from './support/review-world.ts'
import { setup, type World } from './support/world.ts'

let world: World
let own: Record<string, string>
beforeAll(async () => {
  world = await setup()
  for (const channel of ['open', 'other']) await gated(world, channel)
  own = await keyOf(world, 'own', { channels: ['open'] })
})
afterAll(() => world.close())

const NOWHERE = '00000000-0000-4000-8000-000000000000'

const decide = (taskId: string, what: string, body?: unknown, headers?: Record<string, string>) =>
  send(world, 'POST', `/v1/reviews/${taskId}/${what}`, body, headers)

async function lastMove(taskId: string) {
  return (await world.pipeline.getTask(taskId))?.moves.at(-1)
}

describe('the list of what waits', () => {
  it('has all that a decision needs', async () => {
    await gated(world, 'timed', { timeoutSeconds: 3600, onTimeout: 'reject' })
    const { taskId, videoId } = await waiting(world, 'timed')
    const { body } = await send(world, 'GET', '/v1/reviews?channel=timed')
    const [review] = reviewPageResource.parse(body).reviews
    expect(review).toMatchObject({
      ...{ taskId, step: 'storyboard', scene: null, attempt: 1, onTimeout: 'reject' },
      video: { id: videoId, title: 'A film <b>', channel: 'timed', externalId: null },
      parameters: { title: 'A film <b>' },
      result: { scenes: [{ narration: 'n' }] },
      artifacts: [{ role: 'image', mediaType: 'image/png' }],
    })
    expect(Date.parse(review!.dueAt!) - Date.parse(review!.waitingSince)).toBe(3_600_000)
    const content = await world.request(review!.artifacts[0]!.links.content)
    expect(await content.text()).toBe('no real picture')
    await gated(world, 'timed', { timeoutSeconds: 7200, onTimeout: 'wait' })
    const later = await send(world, 'GET', '/v1/reviews?channel=timed')
    expect(later.body).toMatchObject({ reviews: [{ dueAt: null, onTimeout: 'wait' }] })
  })

  it('has the longest waiting first, page by page', async () => {
    await gated(world, 'paged')
    const tasks: string[] = []
    for (let n = 0; n < 3; n++) tasks.push((await waiting(world, 'paged')).taskId)
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const cursor = next === '' ? '' : `&cursor=${next}`
      const { body } = await send(world, 'GET', `/v1/reviews?channel=paged&limit=1${cursor}`)
      const { reviews, nextCursor } = reviewPageResource.parse(body)
      seen.push(...reviews.map(({ taskId }) => taskId))
      next = nextCursor
    }
    expect(seen).toEqual(tasks)
    const none = await send(world, 'GET', '/v1/reviews?channel=paged&step=assets')
    expect(none.body).toEqual({ reviews: [], nextCursor: null })
    expect((await send(world, 'GET', '/v1/reviews?cursor=x')).body).toMatchObject({ status: 400, code: 'bad_cursor' })
    expect((await send(world, 'GET', '/v1/reviews?step=dancing')).body).toMatchObject({ code: 'invalid_query' })
  })

  it('shows a key nothing of channels that it may not know of', async () => {
    const mine = await waiting(world, 'open')
    await waiting(world, 'other')
    const { body } = await send(world, 'GET', '/v1/reviews', undefined, own)
    const { reviews } = reviewPageResource.parse(body)
    expect(reviews.map(({ taskId }) => taskId)).toContain(mine.taskId)
    expect(new Set(reviews.map(({ video }) => video.channel))).toEqual(new Set(['open']))
    expect((await send(world, 'GET', '/v1/reviews?channel=other', undefined, own)).body).toMatchObject({ reviews: [] })
  })
})

describe('a decision', () => {
  it('approves, and history says who, when and why', async () => {
    const { taskId } = await waiting(world, 'open')
    const approved = await decide(taskId, 'approve', { note: 'fine', attempt: 1 }, own)
    expect(approved).toMatchObject({
      status: 200,
      body: { taskId, state: 'approved', links: { task: `/v1/tasks/${taskId}` } },
    })
    expect(await lastMove(taskId)).toMatchObject({ event: 'approve', by: 'own', reason: 'fine' })
    const again = await decide(taskId, 'approve')
    expect(again.body).toMatchObject({ status: 409, code: 'wrong_state', taskId, step: 'storyboard', scene: null })
  })

  it('rejects with a note, which must be there', async () => {
    const { taskId } = await waiting(world, 'open')
    expect((await decide(taskId, 'reject', { note: '  ' })).body).toMatchObject({
      errors: [{ pointer: '/note', code: 'empty' }],
    })
    const silent = await decide(taskId, 'reject', {})
    expect(silent.body).toMatchObject({ code: 'invalid_body', errors: [{ pointer: '/note', code: 'required' }] })
    expect((await decide(taskId, 'reject', { note: 'dull' })).body).toMatchObject({ state: 'rejected' })
    expect(await lastMove(taskId)).toMatchObject({ event: 'reject', by: 'admin', reason: 'dull' })
  })

  it('rejects and has it made again with other inputs, in one go; the first attempt is then no more to be decided on', async () => {
    const { taskId } = await waiting(world, 'open')
    const rejected = await decide(taskId, 'reject', { note: 'dull', parameters: { title: 'Another' } })
    expect(rejected.body).toMatchObject({ state: 'pending' })
    expect(await world.pipeline.getTask(taskId)).toMatchObject({ state: 'pending', parameters: { title: 'Another' } })
    await makeAgain(world, taskId)
    expect((await decide(taskId, 'approve', { attempt: 1 })).body).toMatchObject({ status: 409, code: 'newer_attempt' })
    expect((await decide(taskId, 'approve', { attempt: 2 })).body).toMatchObject({ state: 'approved' })
  })

  it('rejects nothing where the new inputs do not fit', async () => {
    const { taskId } = await waiting(world, 'open')
    const refused = await decide(taskId, 'reject', { note: 'dull', parameters: { title: 7, colour: 'red' } })
    expect(refused.body).toMatchObject({
      ...{ status: 422, code: 'invalid_change', taskId },
      errors: [
        { pointer: '/parameters/title', code: 'wrong_type' },
        { pointer: '/parameters/colour', code: 'unknown_field' },
      ],
    })
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
    expect((await world.pipeline.getTask(taskId))?.attempts[0]?.outcome).toBe('succeeded')
    expect((await decide(taskId, 'approve')).status).toBe(200)
  })

  it('rejects and gives up, which leaves a dead letter', async () => {
    const { taskId } = await waiting(world, 'open')
    expect((await decide(taskId, 'reject', { note: 'no', abandon: true })).body).toMatchObject({ state: 'failed' })
    const { rows } = await world.executeSql(`select code, message from dead_letters where task_id = '${taskId}'`)
    expect(rows).toEqual([{ code: 'abandoned', message: 'no' }])
    const both = await decide(taskId, 'reject', { note: 'no', abandon: true, parameters: {} })
    expect(both.body).toMatchObject({ code: 'invalid_body', errors: [{ pointer: '/abandon' }] })
  })

  it('heeds the tag of the task under If-Match', async () => {
    const { taskId } = await waiting(world, 'open')
    const tag = (await send(world, 'GET', `/v1/tasks/${taskId}`)).headers.get('etag')!
    const under = (match: string) => decide(taskId, 'approve', undefined, { ...own, 'if-match': match })
    expect((await under('"another"')).body).toMatchObject({ status: 412, code: 'precondition_failed' })
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
    expect((await under(tag)).status).toBe(200)
  })

  it('is for those that the policy names, as it is now', async () => {
    await gated(world, 'picky')
    const { taskId } = await waiting(world, 'picky')
    await gated(world, 'picky', { deciders: ['anna'] })
    expect((await decide(taskId, 'approve', undefined, await keyOf(world, 'ben'))).body).toMatchObject({
      ...{ status: 403, code: 'not_a_decider', taskId },
    })
    expect((await decide(taskId, 'approve', undefined, await keyOf(world, 'anna'))).status).toBe(200)
  })

  it('looks the same for a task of another channel and for none', async () => {
    const { taskId } = await waiting(world, 'other')
    const answers = await Promise.all(
      [taskId, NOWHERE].map(async (id) => {
        const { status, body } = await decide(id, 'approve', undefined, own)
        return { status, body: JSON.parse(JSON.stringify(body).replaceAll(id, 'ID')) as unknown }
      }),
    )
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'task_not_found' } })
    expect(answers[0]).toEqual(answers[1])
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
  })
})

describe('many decisions at once', () => {
  it('are each carried out whole or not at all, and answered in their order', async () => {
    const [good, bad, spoilt, foreign] = [
      await waiting(world, 'open'),
      await waiting(world, 'open'),
      await waiting(world, 'open'),
      await waiting(world, 'other'),
    ]
    const decisions = [
      { taskId: good.taskId, decision: 'approve', note: 'fine' },
      { taskId: bad.taskId, decision: 'reject', note: 'dull' },
      { taskId: spoilt.taskId, decision: 'reject', note: 'dull', parameters: { title: 7 } },
      { taskId: good.taskId, decision: 'approve' },
      { taskId: foreign.taskId, decision: 'approve' },
      { taskId: NOWHERE, decision: 'approve' },
      { taskId: spoilt.taskId, decision: 'approve', attempt: 2 },
    ]
    const { status, body } = await send(world, 'POST', '/v1/reviews/decisions', { decisions }, own)
    expect(status).toBe(200)
    const { items } = decisionsResource.parse(body)
    const seen = items.map((item) => (item.done ? item.state : item.problem.code))
    const lost = ['task_not_found', 'task_not_found']
    expect(seen).toEqual(['approved', 'rejected', 'invalid_change', 'wrong_state', ...lost, 'newer_attempt'])
    const [unseen, none] = [items[4]!, items[5]!].map((item) => JSON.stringify(item).replaceAll(item.taskId, 'ID'))
    expect(unseen).toBe(none)
    expect(await stateOf(world, spoilt.taskId)).toBe('awaiting_review')
    expect(await stateOf(world, foreign.taskId)).toBe('awaiting_review')
  })

  it.each([
    ['an entry without its note', { decision: 'reject' }, '/decisions/0/note'],
    ['an approval that changes inputs', { decision: 'approve', parameters: {} }, '/decisions/0/decision'],
    ['a decision that is none', { decision: 'maybe' }, '/decisions/0/decision'],
  ])('are refused for %s, and none is carried out', async (_name, entry, pointer) => {
    const { taskId } = await waiting(world, 'open')
    const decisions = [
      { taskId, ...entry },
      { taskId, decision: 'approve' },
    ]
    const { status, body } = await send(world, 'POST', '/v1/reviews/decisions', { decisions })
    expect({ status, body }).toMatchObject({ status: 422, body: { code: 'invalid_body', errors: [{ pointer }] } })
    expect(await stateOf(world, taskId)).toBe('awaiting_review')
  })
})
