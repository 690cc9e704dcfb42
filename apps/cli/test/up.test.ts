/** `reelyard up`: everything in the foreground, and nothing of it afterwards. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandFolder, keepCommand, runCommand, type RunningCommand } from '../../../test/support/command.ts'
import { expectNoProcessWith } from '../../../test/support/processes.ts'

/** What `up` keeps; it marks all that is started, too. */
let folder: Awaited<ReturnType<typeof commandFolder>>

beforeEach(async () => {
  folder = await commandFolder()
})

afterEach(() => folder.remove())

interface Ready {
  url: string
  adminKey: string
  pids: Record<string, number>
}

const soon = { timeout: 30_000, interval: 50 }

function environment(): Record<string, string | undefined> {
  return { TMPDIR: folder.path, REELYARD_HOME: join(folder.path, 'home'), DATABASE_URL: undefined }
}

async function up(...args: string[]): Promise<{ command: RunningCommand; ready: Ready }> {
  const command = keepCommand({ args: ['up', '--json', '--port', '0', ...args], env: environment() })
  const [line] = await command.line(/^\{.*\}$/)
  return { command, ready: JSON.parse(line) as Ready }
}

async function json(...args: string[]): Promise<{ code: number | null; value: unknown }> {
  const { code, out } = await runCommand({ args: [...args, '--json'], env: environment() })
  return { code, value: JSON.parse(out) as unknown }
}

function kept(name: string): string {
  return join(folder.path, 'home', name)
}

test('it says in one line where it is, starts anew what dies, ends in order, and keeps what it made', async () => {
  const { command, ready } = await up('--workers', '2')
  expect(ready).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    adminKey: expect.stringMatching(/^ry_[\w-]{43}$/),
    pids: { web: expect.any(Number), 'worker-1': expect.any(Number), 'worker-2': expect.any(Number) },
  })
  for (const name of ['admin-key', 'secret-keys', 'up.json']) expect((await stat(kept(name))).mode & 0o777).toBe(0o600)
  expect((await readFile(kept('admin-key'), 'utf8')).trim()).toBe(ready.adminKey)

  // No address and no key: both are found.
  expect(await json('keys', 'me')).toMatchObject({ code: 0, value: { id: 'admin' } })
  await writeFile(join(folder.path, 'channel.json'), JSON.stringify({ id: 'kept', name: 'Kept' }))
  expect((await json('channels', 'put', join(folder.path, 'channel.json'))).code).toBe(0)

  // So is the database.
  expect(await json('dead-letters', 'counts')).toEqual({ code: 0, value: { counts: [], total: 0 } })

  process.kill(ready.pids['worker-2']!, 'SIGKILL')
  process.kill(ready.pids.web!, 'SIGKILL')
  // A restarted worker is another one, of the same name.
  const starts = async () => {
    const { value } = await json('workers').catch(() => ({ value: { workers: [] } }))
    return (value as { workers: { name: string }[] }).workers.filter(({ name }) => name === 'worker-2').length
  }
  await expect.poll(starts, soon).toBe(2)
  expect(command.lines).toHaveLength(1)

  expect(await command.end('SIGTERM')).toBe(0)
  await expectNoProcessWith(folder.path)

  const again = await up('--workers', '1')
  expect(again.ready.adminKey).toBe(ready.adminKey)
  expect(await json('channels', 'get', 'kept')).toMatchObject({ code: 0, value: { id: 'kept' } })
  expect(await again.command.end('SIGINT')).toBe(0)
  await expectNoProcessWith(folder.path)
  expect((await runCommand({ args: ['videos'], env: environment() })).code).toBe(3)
})

test('it ends with 1 where something does not start, and leaves nothing running', async () => {
  const env = { ...environment(), DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' }
  const { code, out } = await runCommand({ args: ['up', '--json', '--port', '0'], env })
  expect([code, out]).toEqual([1, ''])
  await expectNoProcessWith(folder.path)
})

test('the key of the environment is used, and is kept nowhere', async () => {
  const adminKey = 'a-key-of-the-environment-that-is-long-enough'
  const command = keepCommand({
    args: ['up', '--port', '0', '--workers', '1'],
    env: { ...environment(), REELYARD_ADMIN_KEY: adminKey },
  })
  const [, url = ''] = await command.line(/^API +(http\S+)$/)
  const asked = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${adminKey}` } })
  expect(asked.status).toBe(200)
  await expect(stat(kept('admin-key'))).rejects.toThrow('ENOENT')
  expect(await command.end('SIGINT')).toBe(0)
  await expectNoProcessWith(folder.path)
})
