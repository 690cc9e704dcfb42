import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { taskHistoryResource } from '../src/resources/tasks.ts'
import { claimedIn, storyboardIn } from './support/claimed-task.ts'
import { cancelAll, exchange } from './support/exchange.ts'
import { keyOf } from './support/restricted-key.ts'
import { setup, submit, type World } from './support/world.ts'

let world: World
const storyboardOf = (videoId: string) => storyboardIn(world, videoId)
const claimed = (delaySeconds?: number) => claimedIn(world, delaySeconds)
beforeAll(async () => {
  world = await setup()
})
afterEach(() => cancelAll(world))
afterAll(() => world.close())

const send = (method: string, path: string, body?: object, headers?: Record<string, string>) =>
  exchange(world, method, path, body, headers)

describe('GET /v1/tasks/:id', () => {
  it('tells attempts and moves, and has a tag', async () => {
    const { task, path, failForNow, videoId } = await claimed(3_600)
    await failForNow()
    const { status, etag, body } = await send('GET', path)
    expect(status).toBe(200)
    const shown = taskHistoryResource.parse(body)
    expect(shown).toMatchObject({ id: task.taskId, videoId, state: 'retry', failures: 1, error: { code: 'busy' } })
    expect(shown.attempts).toMatchObject([{ number: 1, outcome: 'temporary', cost: 0.5, error: { exitCode: 1 } }])
    expect(shown.moves.map(({ event }) => event)).toEqual(['claim', 'start', 'fail_retriable'])
    expect((await send('GET', shown.links.self, undefined, { 'if-none-match': etag! })).status).toBe(304)
  })

  it.each(['no-id', '00000000-0000-4000-8000-000000000000'])('answers 404 for %s', async (id) => {
    for (const path of ['', '/logs'])
      expect((await send('GET', `/v1/tasks/${id}${path}`)).body.code).toBe('task_not_found')
    for (const path of ['/redo', '/retry']) {
      expect((await send('POST', `/v1/tasks/${id}${path}`)).body.code).toBe('task_not_found')
    }
  })

  it('of another channel is that of no task', async () => {
    const id = await storyboardOf(await submit(world))
    const headers = await keyOf(world, ['other'])
    const [foreign, none] = [id, '00000000-0000-4000-8000-000000000000'].map((each) =>
      send('GET', `/v1/tasks/${each}/logs`, undefined, headers),
    )
    expect((await foreign)!.body.code).toBe((await none)!.body.code)
  })
})

describe('POST /v1/tasks/:id/retry', () => {
  it('has a task that waits for its next try run at once, its attempts as they were', async () => {
    const { task, path, failForNow } = await claimed(3_600)
    await failForNow()
    const claim = () => world.pipeline.claim({ step: 'storyboard', limit: 1, worker: 'w', leaseSeconds: 60 })
    expect((await claim()).tasks).toEqual([])
    const { status, body } = await send('POST', `${path}/retry`, { note: 'now' })
    expect([status, body.state, body.failures]).toEqual([200, 'retry', 1])
    expect((await claim()).tasks).toMatchObject([{ taskId: task.taskId, attempt: 2, failures: 1 }])
    const { rows } = await world.executeSql(
      `select count(*)::int as jobs from pgboss.job where (data ->> 'taskId')::uuid = '${task.taskId}' and state < 'completed'`,
    )
    expect(rows).toEqual([{ jobs: 1 }])
  })

  it('tries what failed for good anew', async () => {
    const id = await submit(world)
    await world.failVideo(id)
    const { status, body } = await send('POST', `/v1/tasks/${await storyboardOf(id)}/retry`)
    expect([status, body.state, body.failures]).toEqual([200, 'pending', 0])
  })

  it('refuses what waits for nothing, and says of what', async () => {
    const id = await storyboardOf(await submit(world))
    expect(await send('POST', `/v1/tasks/${id}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', taskId: id, step: 'storyboard', scene: null },
    })
  })
})

describe('POST /v1/tasks/:id/redo', () => {
  const made = async () => {
    const videoId = await submit(world)
    await world.makeFiles(videoId, [])
    return `/v1/tasks/${await storyboardOf(videoId)}`
  }

  it('makes again what ended well, with other inputs', async () => {
    const path = await made()
    const { status, body } = await send('POST', `${path}/redo`, { parameters: { title: 'Other' }, note: 'a typo' })
    expect([status, body.state, body.parameters.title]).toEqual([200, 'pending', 'Other'])
    expect(body.moves.at(-1)).toMatchObject({ event: 'redo', by: 'admin', reason: 'a typo' })
  })

  it('refuses a change that does not fit, with pointers', async () => {
    const { status, body } = await send('POST', `${await made()}/redo`, { parameters: { title: 1, more: 'x' } })
    expect([status, body.code, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      422,
      'invalid_change',
      ['/parameters/title', '/parameters/more'],
    ])
  })

  it('is done once by two who saw the same', async () => {
    const path = await made()
    const { etag } = await send('GET', path)
    const redo = () => send('POST', `${path}/redo`, {}, { 'if-match': etag! })
    const answers = await Promise.all([redo(), redo()])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412])
    expect((await send('POST', `${path}/redo`, { attempt: 7 })).body.code).toBe('newer_attempt')
  })

  it('redrives what failed', async () => {
    const id = await submit(world)
    await world.failVideo(id)
    const { status, body } = await send('POST', `/v1/tasks/${await storyboardOf(id)}/redo`)
    expect([status, body.state]).toEqual([200, 'pending'])
  })
})
