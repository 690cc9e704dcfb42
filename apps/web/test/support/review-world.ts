/** Results that wait for a person, and keys of all kinds to decide with. */
import { createHash, randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { ADMIN_KEY } from '../../../../test/support/web-process.ts'
import { submit, type NewFile, type World } from './world.ts'

export const PICTURE: NewFile = { role: 'image', mediaType: 'image/png', content: 'no real picture' }

/** Creates or changes a channel whose storyboards wait. */
export function gated(world: World, id: string, gate: object = {}): Promise<void> {
  return world.pipeline.putChannel({ id, name: id, settings: { gates: { storyboard: gate } } })
}

/** A video whose storyboard waits. */
export async function waiting(world: World, channel: string, files: readonly NewFile[] = [PICTURE]) {
  const videoId = await submit(world, { title: 'A film <b>', scenes: [{ narration: 'One.' }], channel })
  await world.makeFiles(videoId, files)
  const taskId = await storyboardOf(world, videoId)
  expect(await stateOf(world, taskId)).toBe('awaiting_review')
  return { videoId, taskId }
}

export async function storyboardOf(world: World, videoId: string): Promise<string> {
  const { rows } = await world.executeSql(`select id from tasks where video_id = '${videoId}' and step = 'storyboard'`)
  return String(rows[0]?.id)
}

export async function stateOf(world: World, taskId: string): Promise<unknown> {
  const { rows } = await world.executeSql(`select state from tasks where id = '${taskId}'`)
  return rows[0]?.state
}

/** Has the storyboard of the only video that waits for a worker made. */
export async function makeAgain(world: World, taskId: string): Promise<void> {
  const { tasks } = await world.pipeline.claim({ step: 'storyboard', limit: 1, worker: 'w', leaseSeconds: 60 })
  expect(tasks.map((task) => task.taskId)).toEqual([taskId])
  await world.pipeline.start(tasks[0]!)
  const scene = { narration: 'n', visual: 'v', sound: 's', motion: 'still' }
  const result = { scenes: [scene] }
  await world.pipeline.succeed(tasks[0]!, { outcome: 'succeeded', artifacts: [], result, log: [], cost: null })
}

/** A key of that name; gives the headers of its requests. */
export async function keyOf(
  world: World,
  name: string,
  {
    channels,
    scopes = ['videos:read', 'videos:write', 'reviews:decide'],
  }: { channels?: string[]; scopes?: string[] } = {},
): Promise<Record<string, string>> {
  const key = randomUUID()
  const sha256 = createHash('sha256').update(key).digest('hex')
  const list = (items: readonly string[]) => `array[${items.map((item) => `'${item}'`).join(',')}]::text[]`
  await world.executeSql(`
    insert into api_keys (id, name, prefix, sha256, scopes, channels, created_by)
    values ('${randomUUID()}', '${name}', 'x', '${sha256}', ${list(scopes)}, ${channels ? list(channels) : 'null'}, 'test')`)
  return { authorization: `Bearer ${key}` }
}

const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` }

/** Sends JSON, if there is some, and reads JSON. */
export async function send(
  world: World,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = ADMIN,
) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const response = await world.request(path, { method, headers: { ...headers, ...type }, ...sent })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, never> }
}
