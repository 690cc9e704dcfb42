import { expect } from 'vitest'
import type { MadeKeyResource } from '../../src/resources/keys.ts'
import type { World } from './world.ts'

/** A key that was made over the API; `authorization` is the header that says it. */
export interface TestKey {
  id: string
  key: string
  authorization: string
}

/** Makes a key as the administrator, or as who `authorization` says. */
export async function makeKey(world: World, wish: object, authorization?: string): Promise<TestKey> {
  const response = await postKey(world, wish, authorization)
  expect(response.status, `answer: ${await response.clone().text()}`).toBe(201)
  const { id, key } = (await response.json()) as MadeKeyResource
  return { id, key: key!, authorization: `Bearer ${key}` }
}

/** Asks for a key. */
export function postKey(world: World, wish: object, authorization?: string): Promise<Response> {
  return world.request('/v1/keys', {
    method: 'POST',
    body: JSON.stringify(wish),
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
  })
}

/** The status and the code of a problem, or the status and null. */
export async function answered(response: Response): Promise<[number, string | null]> {
  const body = (await response.json().catch(() => null)) as { code?: string } | null
  return [response.status, body?.code ?? null]
}
