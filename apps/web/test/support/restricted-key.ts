/** A key of some channels, made past the API. */
import { createHash, randomUUID } from 'node:crypto'
import { SCOPES } from '@reelyard/core'
import type { World } from './world.ts'

/** Headers of a key that may do everything, but knows these channels only. */
export async function keyOf(world: World, channels: readonly string[]): Promise<Record<string, string>> {
  const [id, key] = [randomUUID(), `test-${randomUUID()}`]
  const sha256 = createHash('sha256').update(key).digest('hex')
  const list = (items: readonly string[]) => `array[${items.map((item) => `'${item}'`).join(',')}]::text[]`
  await world.executeSql(
    `insert into api_keys (id, name, prefix, sha256, scopes, channels, created_by)
     values ('${id}', '${id}', 'test', '${sha256}', ${list(SCOPES)}, ${list(channels)}, 'test')`,
  )
  return { authorization: `Bearer ${key}` }
}
