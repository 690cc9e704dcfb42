/** The process as it is deployed: `node apps/web/src/main.ts`. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { migrate } from '@reelyard/pipeline'
import { connect } from '@reelyard/db'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'
import { ADMIN_KEY } from '../../../test/support/web-process.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Megabytes that an idle web process may hold: what `keepHeapSmallAtStart` is for, with room for another Node. */
const IDLE_MB = 150

const AS_ADMIN = { authorization: `Bearer ${ADMIN_KEY}` }

const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      REELYARD_ARTIFACTS_DIR: '/nonexistent/artifacts',
      REELYARD_ADMIN_KEY: ADMIN_KEY,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const lines: Record<string, unknown>[] = []
  let complaints = ''
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Record<string, unknown>))
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
  }))
  const line = (message: string) =>
    expect.poll(() => lines.find((each) => each.message === message), { timeout: 60_000 }).toBeDefined()
  return {
    child,
    lines,
    ended,
    line,
    complaints: () => complaints,
    url: async () => {
      await line('listening')
      return String(lines.find((each) => each.message === 'listening')?.url)
    },
  }
}

async function database() {
  const fresh = await freshDatabase()
  onTestFinished(() => fresh.drop())
  return fresh.url
}

describe('the web process', () => {
  it('listens, says where, stays small, and ends on SIGTERM though a connection is kept alive', async () => {
    const web = start({ DATABASE_URL: await database() })
    const url = await web.url()
    await web.line('connected to the database')
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200)
    const { hostname, port } = new URL(url)
    const idle = connectSocket({ host: hostname, port: Number(port) })
    idle.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(idle, 'data')

    expect(await megabytesOf(web.child.pid!)).toBeLessThanOrEqual(IDLE_MB)
    web.child.kill('SIGTERM')
    idle.on('error', () => {})

    expect(await web.ended).toEqual({ code: 0, signal: null })
    expect(web.complaints()).toBe('')
    expect(web.lines.every((line) => typeof line.message === 'string' && typeof line.level === 'string')).toBe(true)
  })

  it('lives before the migration, says what it waits for, and takes orders after it', async () => {
    const databaseUrl = await database()
    const db = await connect(databaseUrl, 'web process test')
    await db.executeSql('drop schema public cascade')
    await db.executeSql('drop schema if exists drizzle, pgboss cascade')
    await db.executeSql('create schema public')
    await db.close()
    const web = start({ DATABASE_URL: databaseUrl })
    const url = await web.url()
    await web.line('waiting for the migration of the database')

    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const response = await fetch(`${url}/readyz`)
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'not_ready' }])

    await migrate(databaseUrl)
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 30_000 }).toBe(200)
    const headers = { 'content-type': 'application/json', ...AS_ADMIN }
    const body = JSON.stringify({ title: 'T', brief: 'A brief.' })
    expect((await fetch(`${url}/v1/videos`, { method: 'POST', headers, body })).status).toBe(202)
    web.child.kill('SIGTERM')
    expect(await web.ended).toEqual({ code: 0, signal: null })
  })

  it('prints a first key once where it is given none, also where two of it start together', async () => {
    const both = await database().then((databaseUrl) =>
      [1, 2].map(() => start({ DATABASE_URL: databaseUrl, REELYARD_ADMIN_KEY: '' })),
    )
    const said = () => both.map((web) => web.complaints()).join('')
    await expect.poll(said, { timeout: 60_000 }).toMatch(/ry_[\w-]{43}\n/)
    const [key = ''] = /ry_[\w-]{43}/.exec(said()) ?? []
    for (const web of both) {
      const headers = { authorization: `Bearer ${key}` }
      await web.line('connected to the database')
      expect((await fetch(`${await web.url()}/v1/keys`, { headers })).status).toBe(200)
      web.child.kill('SIGTERM')
      expect(await web.ended).toEqual({ code: 0, signal: null })
    }
    expect(said().match(/ry_/g)).toHaveLength(1)
    expect(JSON.stringify(both.map(({ lines }) => lines))).not.toContain('ry_')
  })

  it('waits for Postgres, and ends on SIGINT while it waits', async () => {
    const web = start({ DATABASE_URL: 'postgres://nobody:hidden-password@127.0.0.1:1/none' })
    const url = await web.url()
    await web.line('waiting for Postgres')

    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    web.child.kill('SIGINT')

    expect(await web.ended).toEqual({ code: 0, signal: null })
    expect(JSON.stringify(web.lines)).not.toContain('hidden-password')
  })

  it('says no more than 503 while Postgres cuts its connections, and recovers', async () => {
    const databaseUrl = await database()
    const web = start({ DATABASE_URL: databaseUrl })
    const url = await web.url()
    await web.line('connected to the database')
    const db = await connect(databaseUrl, 'web process test')

    for (let round = 0; round < 5; round++) {
      await db.executeSql(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'reelyard web'`,
      )
      expect([200, 503]).toContain((await fetch(`${url}/v1/videos`, { headers: AS_ADMIN })).status)
    }

    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 30_000 }).toBe(200)
    await db.close()
    web.child.kill('SIGTERM')
    expect(await web.ended).toEqual({ code: 0, signal: null })
  })

  it('does not start with a wrong environment: names every variable, and no value', async () => {
    const web = start({ DATABASE_URL: 'mysql://user:hidden-password@host', PORT: '70000', REELYARD_BODY_LIMIT: '-1' })

    expect(await web.ended).toEqual({ code: 1, signal: null })
    expect(web.complaints()).toMatch(/DATABASE_URL.*PORT.*REELYARD_BODY_LIMIT/s)
    expect(web.complaints()).not.toMatch(/hidden-password|    at /)
  })

  it('does not start on a port that is taken, and says so', async () => {
    const first = start({ DATABASE_URL: await database() })
    const { port } = new URL(await first.url())
    const second = start({ DATABASE_URL: await database(), PORT: port })

    expect(await second.ended).toEqual({ code: 1, signal: null })
    expect(second.complaints()).toContain('EADDRINUSE')
    first.child.kill('SIGTERM')
    expect(await first.ended).toEqual({ code: 0, signal: null })
  })
})

/** Resident memory; 0 where /proc does not tell. */
async function megabytesOf(pid: number): Promise<number> {
  if (process.platform !== 'linux') return 0
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}
