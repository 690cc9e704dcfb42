/** The sockets see to encryption themselves: here against a Postgres that encrypts, and one that does not. */
import { connect } from '@reelyard/db'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@reelyard/runtime/postgres'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { CERTIFICATE, KEY } from './fixtures/certificate.ts'
import { startTcpProxy } from './support/tcp-proxy.ts'

let server: EmbeddedPostgres

beforeAll(async () => {
  server = await startEmbeddedPostgres({ folder: 'temporary' })
  const admin = postgres(server.url(), { max: 1, onnotice: () => {} })
  await writeBeside(admin, 'server.crt', CERTIFICATE)
  await writeBeside(admin, 'server.key', KEY)
  await admin.unsafe('alter system set ssl = on')
  await admin.unsafe('select pg_reload_conf()')
  await admin.end()
})

afterAll(() => server.stop())

const soon = { timeout: 10_000, interval: 20 }

function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => (error as { code?: string }).code ?? error)
}

/** Postgres takes a key only from a file that nobody else can read. */
async function writeBeside(admin: postgres.Sql, name: string, text: string): Promise<void> {
  const lines = text.trim().replaceAll('\n', "'), ('")
  await admin.unsafe(`copy (select * from (values ('${lines}')) as t) to program 'umask 077; cat > ${name}'`)
}

async function encryptedHow(url: URL) {
  const db = await connect(url.href, 'under test', undefined, { answerSeconds: 1 })
  onTestFinished(() => db.close())
  const ask = async () => {
    const { rows } = await db.executeSql('select ssl, version from pg_stat_ssl where pid = pg_backend_pid()')
    return rows[0]
  }
  return { db, ask }
}

function withMode(url: string, mode: string, host?: string): URL {
  const changed = new URL(url)
  changed.searchParams.set('sslmode', mode)
  if (host) changed.host = host
  return changed
}

describe('a url', () => {
  it('that requires encryption is taken once Postgres has its certificate', async () => {
    const url = withMode(server.url(), 'require').href
    const opened = () => connect(url, 'under test').then((db) => db.close().then(() => 'opened'))
    await expect.poll(() => codeOf(opened()), soon).toBe('opened')
  })

  it.each([
    ['require', true],
    ['prefer', true],
    ['disable', false],
  ])('with sslmode %s', async (mode, ssl) => {
    const { ask } = await encryptedHow(withMode(server.url(), mode))
    expect(await ask()).toMatchObject({ ssl })
  })

  it('that asks to verify does not trust a certificate of nobody', async () => {
    expect(await codeOf(connect(withMode(server.url(), 'verify-full').href, 'under test'))).toMatch(/CERT/)
  })

  it('that prefers encryption does without it, and one that requires it does not', async () => {
    const { ask } = await encryptedHow(withMode(inject('postgresUrl'), 'prefer'))
    expect(await ask()).toMatchObject({ ssl: false })
    expect(await codeOf(connect(withMode(inject('postgresUrl'), 'require').href, 'under test'))).toBe(
      'CONNECTION_REFUSED',
    )
  })

  it('of an encrypted connection that falls silent', async () => {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: server.port })
    onTestFinished(proxy.close)
    const { db, ask } = await encryptedHow(withMode(server.url(), 'require', `127.0.0.1:${proxy.port}`))
    proxy.blackhole('existing', 'to-client')
    const codes = await Promise.all([1, 2].map(() => codeOf(db.executeSql('select 1'))))
    expect(codes).toEqual(['CONNECTION_SILENT', 'CONNECTION_SILENT'])
    expect(await ask()).toMatchObject({ ssl: true })
  })
})
