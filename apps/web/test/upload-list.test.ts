import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeKey } from './support/keys.ts'
import { PICTURES, TYPES } from './support/pictures.ts'
import { setup, type World } from './support/world.ts'

let world: World

beforeAll(async () => {
  world = await setup()
})

afterAll(() => world.close())

function upload(channel: string): Promise<Response> {
  return world.request(`/v1/artifacts?channel=${channel}`, {
    method: 'POST',
    body: PICTURES.png,
    headers: { 'content-type': TYPES.png },
  })
}

describe('the list of uploads', () => {
  it('has those of one channel, newest first, page by page, and no other', async () => {
    await world.pipeline.putChannel({ id: 'listed', name: 'Listed' })
    const ids: string[] = []
    for (let index = 0; index < 3; index++) {
      ids.unshift(((await (await upload('listed')).json()) as { id: string }).id)
    }
    await upload('default')
    const pageOf = async (query: string) =>
      (await (await world.request(`/v1/artifacts?channel=listed&${query}`)).json()) as {
        artifacts: { id: string }[]
        nextCursor: string | null
      }
    const first = await pageOf('limit=2')
    const second = await pageOf(`limit=2&cursor=${first.nextCursor}`)
    expect([...first.artifacts, ...second.artifacts].map(({ id }) => id)).toEqual(ids)
    expect(second.nextCursor).toBeNull()
  })

  it('has nothing of a channel that the key may not know of', async () => {
    const { key } = await makeKey(world, { name: 'elsewhere', scopes: ['videos:read'], channels: ['default'] })
    const listed = async (query: string, headers = {}) => {
      const response = await world.request(`/v1/artifacts?limit=100${query}`, { headers })
      const { artifacts } = (await response.json()) as { artifacts: { id: string }[] }
      return artifacts.map(({ id }) => id)
    }
    const own = { authorization: `Bearer ${key}` }
    const [foreign, others] = [await listed('&channel=listed'), await listed('', own)]
    expect(foreign).toHaveLength(3)
    expect(await listed('&channel=listed', own)).toEqual([])
    expect(others.length).toBeGreaterThan(0)
    expect(others.filter((id) => foreign.includes(id))).toEqual([])
    expect(await listed('')).toEqual(expect.arrayContaining([...foreign, ...others]))
  })
})
