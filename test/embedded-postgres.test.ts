import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { connect } from '@reelyard/db'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@reelyard/runtime/postgres'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'

const OWNER = fileURLToPath(new URL('fixtures/postgres-owner.ts', import.meta.url))

/** One that does not exist yet, below one that the server's user can reach. */
let folder: string

/** To be stopped before the folder is removed. */
const running: EmbeddedPostgres[] = []

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'kept-postgres-')), 'kept')
  await chmod(dirname(folder), 0o755)
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()))
  await rm(dirname(folder), { recursive: true, force: true })
})

async function start(where: string) {
  const postgres = await startEmbeddedPostgres({ folder: where })
  running.push(postgres)
  return postgres
}

async function ask(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const db = await connect(url, 'test')
  let rows: Record<string, unknown>[] = []
  for (const statement of statements) rows = (await db.executeSql(statement)).rows
  await db.close()
  return rows
}

/** A process that starts a Postgres and does nothing more. */
async function startOwner(where: string) {
  const child = spawn(process.execPath, [OWNER, where], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, ...(JSON.parse(line) as { url: string; data: string; pid: number }) }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it('listens on this machine only, and wants its password', async () => {
  const postgres = await start('temporary')
  const rows = await ask(postgres.url(), `select current_setting('listen_addresses') as addresses`)
  expect(rows).toEqual([{ addresses: '127.0.0.1' }])
  const guessed = new URL(postgres.url())
  guessed.password = 'postgres'
  await expect(connect(guessed.href, 'test')).rejects.toThrow(/password authentication failed/)
})

it('does not lose what was committed', async () => {
  const postgres = await start('temporary')
  const names = ['fsync', 'synchronous_commit', 'full_page_writes']
  const rows = await ask(postgres.url(), `select setting from pg_settings where name in ('${names.join("','")}')`)
  expect(rows.map((row) => row.setting)).toEqual(['on', 'on', 'on'])
})

it('removes a temporary folder when it stops, however often it is told to', async () => {
  const postgres = await start('temporary')
  const [row] = await ask(postgres.url(), 'show data_directory')
  const data = String(row?.data_directory)
  expect(existsSync(dirname(data))).toBe(true)
  await Promise.all([postgres.stop(), postgres.stop()])
  expect(existsSync(dirname(data))).toBe(false)
})

it('keeps a folder, and its password, between two runs', async () => {
  const first = await start(folder)
  await ask(first.url(), 'create table kept (n int)', 'insert into kept values (7)')
  await first.stop()
  const second = await start(folder)
  expect(await ask(second.url(), 'select n from kept')).toEqual([{ n: 7 }])
  expect(new URL(second.url()).password).toBe(new URL(first.url()).password)
})

it('keeps the password from other users', async () => {
  await start(folder)
  expect((await stat(join(folder, 'password'))).mode & 0o077).toBe(0)
})

it('starts over the lock of a server that is gone, though another process has its id', async () => {
  const first = await start(folder)
  await ask(first.url(), 'create table kept (n int)')
  const lock = join(folder, 'data', 'postmaster.pid')
  const text = await readFile(lock, 'utf8')
  await first.stop()
  await writeFile(lock, text.replace(/^\d+/, String(process.pid)))
  const second = await start(folder)
  expect(await ask(second.url(), 'select count(*)::int as n from kept')).toEqual([{ n: 0 }])
})

it('ends by itself when its owner is killed, and its temporary folder goes too', async () => {
  const owner = await startOwner('temporary')
  expect(isAlive(owner.pid)).toBe(true)
  owner.child.kill('SIGKILL')
  await vi.waitFor(() => expect(existsSync(dirname(owner.data))).toBe(false), { timeout: 30_000 })
  await vi.waitFor(() => expect(isAlive(owner.pid)).toBe(false), { timeout: 30_000 })
})

it('takes over a folder whose owner was killed a moment ago', async () => {
  const owner = await startOwner(folder)
  await ask(owner.url, 'create table kept (n int)')
  owner.child.kill('SIGKILL')
  const second = await start(folder)
  expect(await ask(second.url(), 'select count(*)::int as n from kept')).toEqual([{ n: 0 }])
})

it('refuses a folder of another version, in words', async () => {
  const first = await start(folder)
  await first.stop()
  await writeFile(join(folder, 'data', 'PG_VERSION'), '12\n')
  await expect(startEmbeddedPostgres({ folder })).rejects.toThrow(/was made by Postgres 12, and this is 18/)
})

it('says so where its port is taken', async () => {
  const first = await start('temporary')
  const second = startEmbeddedPostgres({ folder: 'temporary', port: first.port })
  await expect(second).rejects.toThrow(/did not start on port \d+/)
})
