/** Keys of the API: made, shown once, used, revoked. */
import { createHash } from 'node:crypto'
import { SCOPES } from '@reelyard/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyPageResource, keyResource, madeKeyResource, meResource } from '../src/resources/keys.ts'
import { answered, makeKey, postKey } from './support/keys.ts'
import { setup, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await setup()
  for (const id of ['north', 'south']) await world.pipeline.putChannel({ id, name: id, settings: {} })
})
afterAll(() => world.close())

const asking = (authorization: string) => ({ headers: { authorization } })

async function me(authorization: string) {
  return world.request('/v1/me', asking(authorization))
}

describe('a new key', () => {
  it('is shown once, and kept as its SHA-256', async () => {
    const response = await postKey(world, { name: 'once', scopes: ['videos:read'] })

    expect(response.status).toBe(201)
    const made = madeKeyResource.parse(await response.json())
    expect(made.key).toMatch(/^ry_[A-Za-z0-9_-]{43}$/)
    expect(made).toMatchObject({ name: 'once', prefix: made.key?.slice(0, 10), createdBy: 'admin', channels: null })
    expect(response.headers.get('location')).toBe(`/v1/keys/${made.id}`)
    const { rows } = await world.executeSql(`select * from api_keys where name = 'once'`)
    expect(rows[0]?.sha256).toBe(createHash('sha256').update(made.key!).digest('hex'))
    expect(JSON.stringify(rows)).not.toContain(made.key!.slice(10))
    const shown = keyResource.parse(await (await world.request(`/v1/keys/${made.id}`)).json())
    expect(shown).toMatchObject({ id: made.id, scopes: ['videos:read'] })
    expect(JSON.stringify(world.logLines)).not.toContain(made.key)
  })

  it('says who it is, and may do what its scopes say', async () => {
    const { id, authorization } = await makeKey(world, { name: 'reader', scopes: ['videos:read'], channels: ['north'] })

    expect(meResource.parse(await (await me(authorization)).json())).toEqual({
      id,
      name: 'reader',
      scopes: ['videos:read'],
      channels: ['north'],
    })
    expect((await world.request('/v1/videos', asking(authorization))).status).toBe(200)
    expect(await answered(await world.request('/v1/keys', asking(authorization)))).toEqual([403, 'missing_scope'])
  })

  it('has a name that no other key in use has', async () => {
    const { id } = await makeKey(world, { name: 'taken', scopes: ['videos:read'] })
    expect(await answered(await postKey(world, { name: 'taken', scopes: ['videos:read'] }))).toEqual([
      409,
      'name_taken',
    ])

    await world.request(`/v1/keys/${id}`, { method: 'DELETE' })

    await makeKey(world, { name: 'taken', scopes: ['videos:read'] })
  })

  it('is not called as the administrator is, whom gates and the history name', async () => {
    for (const name of ['admin', ' admin ']) {
      expect(await answered(await postKey(world, { name, scopes: ['reviews:decide'] }))).toEqual([409, 'name_taken'])
    }
  })

  it.each([
    ['no scope', { name: 'a', scopes: [] }, '/scopes too_few'],
    ['an unknown scope', { name: 'a', scopes: ['everything'] }, '/scopes/0 unknown_value'],
    ['no name', { scopes: ['videos:read'] }, '/name required'],
    ['a line end in its name', { name: 'a\r\nb', scopes: ['videos:read'] }, '/name malformed'],
    ['an unknown channel', { name: 'a', scopes: ['videos:read'], channels: ['west'] }, '/channels/0 unknown_channel'],
    [
      'an end that is over',
      { name: 'a', scopes: ['videos:read'], expiresAt: '2020-01-01T00:00:00Z' },
      '/expiresAt too_small',
    ],
    ['a field of no meaning', { name: 'a', scopes: ['videos:read'], admin: true }, '/admin unknown_field'],
  ])('with %s is refused', async (_name, wish, fault) => {
    const response = await postKey(world, wish)

    const { code, errors } = (await response.json()) as { code: string; errors: { pointer: string; code: string }[] }
    expect([response.status, code]).toEqual([422, 'invalid_body'])
    expect(errors.map((each) => `${each.pointer} ${each.code}`)).toEqual([fault])
  })
})

describe('a key that makes keys', () => {
  it('gives no scope and no channel that it has not', async () => {
    const maker = await makeKey(world, { name: 'maker', scopes: ['keys:admin', 'videos:read'], channels: ['north'] })
    const wish = (more: object) =>
      postKey(world, { name: 'made', scopes: ['videos:read'], ...more }, maker.authorization)

    expect(await answered(await wish({ scopes: ['videos:write'] }))).toEqual([403, 'missing_scope'])
    const [foreign, none] = [await wish({ channels: ['south'] }), await wish({ channels: ['nouth'] })]
    expect([foreign.status, none.status]).toEqual([422, 422])
    expect((await foreign.text()).replaceAll('south', 'nouth')).toBe(await none.text())
    const made = madeKeyResource.parse(await (await wish({})).json())
    expect(made.channels, 'not all of them').toEqual(['north'])
  })

  it('of some channels neither sees nor revokes those of others', async () => {
    const maker = await makeKey(world, { name: 'north admin', scopes: ['keys:admin'], channels: ['north'] })
    const mine = await makeKey(world, { name: 'north own', scopes: ['keys:admin'] }, maker.authorization)
    const others = [
      await makeKey(world, { name: 'south own', scopes: ['videos:read'], channels: ['south'] }),
      await makeKey(world, { name: 'both', scopes: ['videos:read'], channels: ['north', 'south'] }),
      await makeKey(world, { name: 'all', scopes: ['videos:read'] }),
    ]
    const page = keyPageResource.parse(
      await (await world.request('/v1/keys?limit=100', asking(maker.authorization))).json(),
    )

    expect(page.keys.map(({ name }) => name)).toEqual(expect.arrayContaining(['north admin', 'north own']))
    expect(page.keys.every(({ channels }) => channels?.join() === 'north')).toBe(true)
    for (const { id, authorization } of others) {
      for (const method of ['GET', 'DELETE']) {
        const response = await world.request(`/v1/keys/${id}`, { method, ...asking(maker.authorization) })
        expect(await answered(response)).toEqual([404, 'key_not_found'])
      }
      expect((await me(authorization)).status).toBe(200)
    }
    expect(
      (await world.request(`/v1/keys/${mine.id}`, { method: 'DELETE', ...asking(maker.authorization) })).status,
    ).toBe(204)
  })

  it('lists them page by page, newest first', async () => {
    for (let number = 0; number < 3; number++) await makeKey(world, { name: `page ${number}`, scopes: ['videos:read'] })
    const read = async (query: string) => keyPageResource.parse(await (await world.request(`/v1/keys${query}`)).json())
    const first = await read('?limit=2')
    const second = await read(`?limit=2&cursor=${first.nextCursor}`)

    expect(first.keys.map(({ name }) => name)).toEqual(['page 2', 'page 1'])
    expect(second.keys[0]?.name).toBe('page 0')
    expect(await answered(await world.request('/v1/keys?cursor=x'))).toEqual([400, 'bad_cursor'])
  })
})

describe('a key that is no longer good', () => {
  it('is refused on every replica within two seconds of being revoked, and safe to revoke again', async () => {
    const { id, authorization } = await makeKey(world, { name: 'revoked', scopes: ['videos:read'] })
    expect((await me(authorization)).status).toBe(200)

    expect((await world.request(`/v1/keys/${id}`, { method: 'DELETE' })).status).toBe(204)
    const revokedAt = performance.now()

    await expect.poll(async () => (await me(authorization)).status, { timeout: 5_000, interval: 20 }).toBe(401)
    expect(performance.now() - revokedAt).toBeLessThan(2_000)
    expect((await world.request(`/v1/keys/${id}`, { method: 'DELETE' })).status).toBe(204)
    const shown = keyResource.parse(await (await world.request(`/v1/keys/${id}`)).json())
    expect(shown).toMatchObject({ revokedBy: 'admin', revokedAt: expect.any(String) as string })
  })

  it('looks the same whether it is unknown, expired, revoked or malformed', async () => {
    const expired = await makeKey(world, { name: 'expired', scopes: ['videos:read'] })
    await world.executeSql(`update api_keys set expires_at = now() - interval '1 second' where name = 'expired'`)
    const revoked = await makeKey(world, { name: 'gone', scopes: ['videos:read'] })
    await world.request(`/v1/keys/${revoked.id}`, { method: 'DELETE' })
    const bad = [expired.authorization, revoked.authorization, `Bearer ry_${'a'.repeat(43)}`, 'Bearer x', 'Basic eDp5']

    const answers = await Promise.all(bad.map(async (authorization) => (await me(authorization)).text()))

    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('"unauthorized"')
    expect((await me(bad[0]!)).headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
    expect((await me('')).headers.get('www-authenticate')).toBe('Bearer')
  })
})

describe('the last use of a key', () => {
  it('is written down after the request, once a minute', async () => {
    const { id, authorization } = await makeKey(world, { name: 'used', scopes: ['videos:read'] })
    const lastUsed = async () => keyResource.parse(await (await world.request(`/v1/keys/${id}`)).json()).lastUsedAt
    expect(await lastUsed()).toBeNull()

    await me(authorization)

    await expect.poll(lastUsed).not.toBeNull()
    const first = await lastUsed()
    await world.pipeline.touchKey(id)
    expect(await lastUsed()).toBe(first)
  })
})

describe('the first start', () => {
  it('makes one key that may do everything, also where two processes start together', async () => {
    const fresh = await setup({ adminKey: undefined })
    try {
      const made = (await Promise.all([1, 2, 3].map(() => fresh.pipeline.makeFirstKey()))).filter((key) => key !== null)

      expect(made).toHaveLength(1)
      const response = await fresh.request('/v1/me', asking(`Bearer ${made[0]}`))
      expect(meResource.parse(await response.json())).toMatchObject({
        name: 'bootstrap',
        scopes: SCOPES,
        channels: null,
      })
      expect(await fresh.pipeline.makeFirstKey(), 'there is one now').toBeNull()
      await fresh.executeSql(`update api_keys set revoked_at = now()`)
      expect(await fresh.pipeline.makeFirstKey(), 'nobody could make keys any more').toMatch(/^ry_/)
    } finally {
      await fresh.close()
    }
  })
})
