import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { videoPageResource } from '../src/resources.ts'
import { keyOf } from './support/restricted-key.ts'
import { setup, submit, type World } from './support/world.ts'

let world: World
const ids: Record<string, string> = {}
beforeAll(async () => {
  world = await setup()
  await world.pipeline.putChannel({ id: 'other', name: 'Other', settings: {} })
  const scenes = [{ narration: 'n' }]
  const order = async (name: string, extra: object) => {
    ids[name] = await submit(world, { title: name, scenes, ...extra })
  }
  await order('failed', { title: 'The 100% Film_one' })
  await world.failVideo(ids.failed!)
  await order('cancelled', { title: 'the 1000 film-one', externalId: 'e' })
  await world.pipeline.cancel(ids.cancelled!, 'test')
  await order('waiting', { externalId: 'f' })
  await order('foreign', { channel: 'other', externalId: 'e' })
  await order('made', {})
  const hidden = [ids.waiting!, ids.foreign!]
  for (const id of hidden)
    await world.executeSql(`update pgboss.job set start_after = now() + interval '1 day'
    where (data ->> 'taskId')::uuid in (select id from tasks where video_id = '${id}')`)
  await world.makeFiles(ids.made!, [])
})
afterAll(() => world.close())

async function found(query: string, headers: Record<string, string> = {}): Promise<string[]> {
  const response = await world.request(`/v1/videos?${query}`, { headers })
  const { videos } = videoPageResource.parse(await response.json())
  return videos.map(({ id }) => Object.entries(ids).find(([, one]) => one === id)![0])
}

describe('the filters of the listing', () => {
  it.each([
    ['', ['made', 'foreign', 'waiting', 'cancelled', 'failed']],
    ['status=failed', ['failed']],
    ['status=failed,pending', ['foreign', 'waiting', 'failed']],
    ['status=failed,failed', ['failed']],
    ['channel=other', ['foreign']],
    ['channel=nowhere', []],
    ['channel=default&status=pending', ['waiting']],
    ['externalId=e', ['foreign', 'cancelled']],
    ['externalId=e&channel=other', ['foreign']],
    ['step=storyboard', ['foreign', 'waiting', 'cancelled', 'failed']],
    ['step=assets', ['made']],
    ['step=storyboard&status=failed', ['failed']],
    ['text=FILM', ['cancelled', 'failed']],
    ['text=100%25%20f', ['failed']],
    ['text=m_o', ['failed']],
    ['text=%5C', []],
    ['createdAfter=2100-01-01T00:00:00Z', []],
    ['createdBefore=2100-01-01T00:00:00%2B02:00', ['made', 'foreign', 'waiting', 'cancelled', 'failed']],
  ])('let through by %s', async (query, names) => {
    expect(await found(query)).toEqual(names)
  })

  it.each([
    ['status=done', '/status/0'],
    ['status=', '/status/0'],
    ['step=x', '/step'],
    ['createdAfter=yesterday', '/createdAfter'],
    ['text=', '/text'],
  ])('refuse %s', async (query, pointer) => {
    const response = await world.request(`/v1/videos?${query}`)
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ pointer }] }])
  })

  it('never show a key the videos of other channels', async () => {
    const headers = await keyOf(world, ['other'])
    expect(await found('', headers)).toEqual(['foreign'])
    expect(await found('channel=default', headers)).toEqual([])
    expect(await found('status=failed,pending', headers)).toEqual(['foreign'])
    expect(await found('externalId=e', headers)).toEqual(['foreign'])
    expect(await found('', await keyOf(world, []))).toEqual([])
  })

  it('hold for all pages, each video once, while others are added', async () => {
    const first = await world.pipeline.pageOfVideos(1, null, { statuses: ['failed', 'pending'] })
    ids.later = await submit(world, { title: 'later', scenes: [{ narration: 'n' }] })
    const seen = [...first.videos]
    let cursor = first.nextCursor
    while (cursor !== null) {
      const page = await world.pipeline.pageOfVideos(1, cursor, { statuses: ['failed', 'pending'] })
      seen.push(...page.videos)
      cursor = page.nextCursor
    }
    expect(seen.map(({ id }) => id)).toEqual([ids.foreign, ids.waiting, ids.failed])
  })
})
