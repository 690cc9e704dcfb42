/** Idempotency-Key where the answer holds a secret. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { MadeKeyResource } from '../src/resources/keys.ts'
import { answered, postKey } from './support/keys.ts'
import { setup, type World } from './support/world.ts'

let world: World

beforeAll(async () => {
  world = await setup()
})

afterAll(() => world.close())

function askForKey(key: string, wish: object, at: World = world): Promise<Response> {
  return at.request('/v1/keys', {
    method: 'POST',
    body: JSON.stringify(wish),
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
  })
}

describe('a secret in an answer', () => {
  it('is sealed where there are keys to seal with, and said again', async () => {
    const [first, again] = await askTwice(world)

    expect(again.key).toBe(first.key)
    const kept = await world.executeSql('select body from idempotency_keys')
    expect(JSON.stringify(kept.rows)).not.toContain(first.key)
  })

  it('is withheld where there are none', async () => {
    const open = await setup({ keyring: null })
    onTestFinished(() => open.close())
    const [first, again] = await askTwice(open)

    expect(first.key).toMatch(/^ry_/)
    expect(again).toEqual({ ...first, key: null })
    const kept = await open.executeSql('select body from idempotency_keys')
    expect(JSON.stringify(kept.rows)).not.toContain(first.key)
  })

  it('that was sealed under a key that is gone ends in a problem, and never in a fault of ours', async () => {
    const key = randomUUID()
    const wish = { name: 'sealed', scopes: ['videos:read'] }
    expect((await askForKey(key, wish)).status).toBe(201)
    await world.executeSql(`
      update idempotency_keys set body = regexp_replace(body, '^[^.]+', 'gone') where key = '${key}'`)

    expect(await answered(await askForKey(key, wish))).toEqual([503, 'encryption_off'])
  })

  it('of a request that is taken over is another one, for the same key', async () => {
    const key = randomUUID()
    const wish = { name: 'taken over', scopes: ['videos:read'] }
    const lost = (await (await askForKey(key, wish)).json()) as MadeKeyResource
    await world.executeSql(`update idempotency_keys set status = null, held_until = now() where key = '${key}'`)
    const made = (await (await askForKey(key, wish)).json()) as MadeKeyResource

    expect([made.id, made.name]).toEqual([lost.id, lost.name])
    expect(made.key).not.toBe(lost.key)
    expect(await answered(await postKey(world, wish))).toEqual([409, 'name_taken'])
  })
})

async function askTwice(at: World): Promise<[MadeKeyResource, MadeKeyResource]> {
  const key = randomUUID()
  const wish = { name: `secret ${key}`, scopes: ['videos:read'] }
  const ask = async () => (await (await askForKey(key, wish, at)).json()) as MadeKeyResource
  return [await ask(), await ask()]
}
