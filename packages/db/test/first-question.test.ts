/** What the driver asks by itself on a new connection, before it is used: nobody waits for that answer but the driver. */
import { once } from 'node:events'
import { connect as connectTcp, createServer, type AddressInfo } from 'node:net'
import postgres from 'postgres'
import { expect, it, onTestFinished } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'
import { connect } from '../src/database.ts'
import { codeOf, IMPATIENT, soon } from './world.ts'

const TABLE = 'pg_catalog.pg_type a'

/** `reset`: the connection breaks at that question. `refuse`: Postgres cannot answer it. */
type Fate = 'pass' | 'reset' | 'refuse'

/** A network that knows that question, and does this to it. */
async function startFate(host: string, port: number) {
  let fate: Fate = 'pass'
  let met = 0
  const server = createServer((client) => {
    const target = connectTcp(port, host)
    client.on('data', (bytes) => {
      const asked = fate !== 'pass' && bytes.includes(TABLE)
      if (asked) met += 1
      if (asked && fate === 'reset') client.resetAndDestroy()
      else target.write(asked ? Buffer.from(bytes.toString('latin1').replace('pg_type', 'pg_nope'), 'latin1') : bytes)
    })
    target.pipe(client)
    for (const [one, other] of [[client, target] as const, [target, client] as const]) {
      one.on('error', () => {}).on('close', () => other.destroy())
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  return {
    port: (server.address() as AddressInfo).port,
    met: () => met,
    set: (next: Fate) => (fate = next),
  }
}

async function setup() {
  const unhandled: unknown[] = []
  const onUnhandled = (reason: unknown) => void unhandled.push(reason)
  process.on('unhandledRejection', onUnhandled)
  const database = await freshDatabase()
  const sql = postgres(database.url, { max: 1 })
  const url = new URL(database.url)
  const fate = await startFate(url.hostname, Number(url.port))
  url.host = `127.0.0.1:${fate.port}`
  const db = await connect(url.href, 'under test', undefined, IMPATIENT)
  onTestFinished(async () => {
    await db.close()
    await sql.end()
    await database.drop()
    process.off('unhandledRejection', onUnhandled)
  })
  return { db, sql, fate, unhandled }
}

it.each([
  ['reset', 'ECONNRESET'],
  ['refuse', '42P01'],
] as const)('%s: whoever asked for the connection gets the fault, and nobody else', async (what, code) => {
  const { db, sql, fate, unhandled } = await setup()
  fate.set(what)
  await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'under test'`
  const numbers = () => codeOf(db.executeSql('select $1::int[] as numbers', [[1, 2]]))
  await expect.poll(numbers, soon).toBe(code)
  expect(await codeOf(db.transaction('any', (tx) => tx.executeSql('select 1')))).toBe(code)
  await db.renew()
  expect(await numbers()).toBe(code)
  fate.set('pass')
  await expect.poll(numbers, soon).toEqual({ rows: [{ numbers: [1, 2] }] })
  expect(fate.met()).toBeGreaterThanOrEqual(2)
  expect(unhandled).toEqual([])
})

it('a pool that is renewed again and again under load rejects what is under way, and that is all', async () => {
  const { db, unhandled } = await setup()
  const faults = new Set<unknown>()
  let over = false
  const work = async () => {
    for (let done = 0; !over; done++) {
      const one = db.transaction('load', (tx) => tx.executeSql('select pg_sleep(0.002) where $1', [true]))
      const outcome = await codeOf(one)
      if (typeof outcome === 'string') faults.add(outcome)
      else if (outcome instanceof Error) faults.add(outcome.message)
    }
  }
  const working = Array.from({ length: 20 }, work)
  for (let times = 0; times < 60; times++) {
    await db.executeSql('select 1').catch(() => {})
    await db.renew()
  }
  over = true
  await Promise.all(working)
  for (const fault of faults) expect(fault).toMatch(/^CONNECTION_(DESTROYED|CLOSED)$/)
  expect(faults.size).toBeGreaterThan(0)
  expect(unhandled).toEqual([])
})
