import { readKeyring } from '@reelyard/runtime'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { database, sql } from '../../../test/support/pipeline-world.ts'
import { reelyard } from './api-world.ts'

const OLD = `k1:${Buffer.alloc(32, 7).toString('base64')}`
const NEW = `k2:${Buffer.alloc(32, 8).toString('base64')}`

beforeEach(async () => {
  const args = ['channels', 'credentials', 'set', 'default', 'PROVIDER_KEY']
  await reelyard(args, { stdin: 'planted-secret' })
})

afterEach(() => reelyard(['channels', 'credentials', 'remove', 'default', 'PROVIDER_KEY']))

function reencrypt(keys: string | undefined, ...args: string[]) {
  const env = { DATABASE_URL: database.url, REELYARD_SECRET_KEYS: keys }
  return reelyard(['credentials', 'reencrypt', ...args], { env })
}

async function sealed(): Promise<string> {
  const [row] = await sql<{ sealed: string }[]>`select sealed from channel_credentials where name = 'PROVIDER_KEY'`
  return row!.sealed
}

test('secrets go under the first key, which then opens them alone', async () => {
  expect((await reencrypt(`${NEW},${OLD}`)).out).toBe(
    '1 secret sealed anew, 0 were sealed under the first key already.\n',
  )
  expect(readKeyring(NEW)!.open(await sealed(), 'credential/default/PROVIDER_KEY')).toBe('planted-secret')
  const again = await reencrypt(`${NEW},${OLD}`, '--json')
  expect(JSON.parse(again.out)).toEqual({ reencrypted: 0, current: 1, unreadable: [] })
})

test('what cannot be opened is named, left as it is, and is the exit code', async () => {
  const before = await sealed()
  const { code, out } = await reencrypt(NEW)
  expect([code, out]).toEqual([1, expect.stringContaining('cannot be opened: ')])
  expect(out).toContain('credential/default/PROVIDER_KEY')
  expect(await sealed()).toBe(before)
})

test('without keys it is refused', async () => {
  expect(await reencrypt(undefined)).toMatchObject({ code: 2, err: expect.stringContaining('REELYARD_SECRET_KEYS') })
})
