/** The network loses connections without a word: neither end is told. */
import { sql as text } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { codeOf, IMPATIENT, POOL_SIZE, setup, soon, times, type World } from './world.ts'

const DIRECTIONS = ['to-target', 'to-client', 'both'] as const

/** Every connection of the pool works: all of them are in a transaction at the same time. */
async function expectHealthy({ db }: World): Promise<void> {
  const entered: number[] = []
  const all = Promise.withResolvers<void>()
  const pids = await times(POOL_SIZE, () =>
    db.transaction('healthy', async (tx) => {
      const [row] = await tx.run<{ pid: number }>(text`select pg_backend_pid() as pid`)
      if (entered.push(row!.pid) === POOL_SIZE) all.resolve()
      await all.promise
      return row!.pid
    }),
  )
  expect(new Set(pids).size).toBe(POOL_SIZE)
}

/** Uses those connections that were idle when the network failed, until each answers. */
async function forgetIdleOnes({ db }: World): Promise<void> {
  const answers = () => times(POOL_SIZE, () => codeOf(db.transaction('answers', (tx) => tx.run(text`select 1`))))
  await expect.poll(async () => (await answers()).every(Array.isArray), soon).toBe(true)
}

describe.each(DIRECTIONS)('connections that are silent in direction %s', (direction) => {
  it('are given up when idle ones are used, and others take their place', async () => {
    const world = await setup()
    await expectHealthy(world)
    world.proxy.blackhole('existing', direction)
    const codes = await times(POOL_SIZE, () => codeOf(world.db.executeSql('select 1')))
    expect(codes).toEqual(Array.from({ length: POOL_SIZE }, () => 'CONNECTION_SILENT'))
    await expectHealthy(world)
  })

  it('are given up all together when one of them is found silent', async () => {
    const world = await setup({ answerSeconds: 0.5 })
    await expectHealthy(world)
    world.proxy.blackhole('existing', direction)
    // One after the other, each would cost a statement its time.
    expect(await codeOf(world.db.executeSql('select 1'))).toBe('CONNECTION_SILENT')
    for (let n = 0; n < POOL_SIZE; n++) expect(await codeOf(world.db.executeSql('select 1'))).toHaveProperty('rows')
    await expectHealthy(world)
  })

  it('are given up in mid-transaction, and their locks are freed', async () => {
    const world = await setup()
    await world.sql`insert into channels (id, name, settings) values ('locked', 'Locked', '{}')`
    const lock = text`select id from channels where id = 'locked' for update`
    const held = world.db.transaction('held', async (tx) => {
      await tx.run(lock)
      world.proxy.blackhole('existing', direction)
      await Promise.all([tx.run(text`select 1`), tx.run(text`select 2`)])
    })
    const [code, rows] = await Promise.all([
      codeOf(held),
      world.sql`select id from channels where id = 'locked' for update`,
    ])
    // Closed, where the server is heard when it loses its patience.
    expect(code).toMatch(/^CONNECTION_(SILENT|CLOSED)$/)
    expect(rows).toHaveLength(1)
    await forgetIdleOnes(world)
    await expectHealthy(world)
  })

  it('are given up in a whole transaction of the queue', async () => {
    const world = await setup({ statementSeconds: 4 })
    const asked = codeOf(world.db.executeSql('BEGIN; SELECT pg_sleep(60); COMMIT'))
    await expect
      .poll(
        () => world.sql`select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
        soon,
      )
      .toHaveLength(1)
    world.proxy.blackhole('existing', direction)
    expect(await asked).toBe('CONNECTION_SILENT')
    await forgetIdleOnes(world)
    await expectHealthy(world)
  })
})

it('a lock is freed though its owner is lost between two statements', async () => {
  const { db, proxy, sql } = await setup()
  const forgotten = Promise.withResolvers<void>()
  const held = db.transaction('held', async (tx) => {
    await tx.run(text`select id from channels where id = 'default' for update`)
    proxy.blackhole('existing', 'both')
    await forgotten.promise
  })
  expect(await sql`select id from channels where id = 'default' for update`).toHaveLength(1)
  forgotten.resolve()
  expect(await codeOf(held)).toMatch(/^CONNECTION_(SILENT|CLOSED)$/)
})

it('a network that takes no new connection either is a fault each time, and none when it is back', async () => {
  const world = await setup({ connectSeconds: 0.5, answerSeconds: 0.5 })
  const heal = world.proxy.blackhole('all', 'both')
  const codes = await times(POOL_SIZE, () => codeOf(world.db.executeSql('select 1')))
  for (const code of codes) expect(code).toMatch(/^(CONNECT_TIMEOUT|CONNECTION_SILENT)$/)
  heal()
  await expect.poll(() => codeOf(world.db.executeSql('select 1')), soon).toMatchObject({ rows: [{}] })
  await expectHealthy(world)
})

it('a pool whose connections all wait for a lock is free again while the lock is held', async () => {
  const world = await setup()
  await world.sql.begin(async (tx) => {
    await tx`lock table tasks in access exclusive mode`
    const blocked = times(POOL_SIZE, () => codeOf(world.db.executeSql('select id from tasks where $1', [true])))
    const behind = world.db.executeSql('select 1 as one')
    expect(await blocked).toEqual(Array.from({ length: POOL_SIZE }, () => '57014'))
    expect(await behind).toEqual({ rows: [{ one: 1 }] })
  })
  await expectHealthy(world)
})

it('a slow statement is answered by Postgres, and its connection goes on', async () => {
  const { db, proxy } = await setup()
  const before = proxy.connections()
  expect(await codeOf(db.executeSql('select pg_sleep(60)'))).toBe('57014')
  expect(proxy.connections()).toEqual(before)
})

it('an idle connection is left alone', async () => {
  const { db, proxy, sql } = await setup({ answerSeconds: 0.3 })
  await times(5, () => db.transaction('busy', (tx) => tx.run(text`select ${1}::int, ${'a'}::text`)))
  await codeOf(db.executeSql('select $1::int / 0', [1]))
  const before = proxy.connections()
  await sql`select pg_sleep(1)`
  expect(proxy.connections()).toEqual(before)
})

it('a process that stood still for longer than its patience takes the answer that came meanwhile', async () => {
  const { db, proxy } = await setup({ answerSeconds: 0.5 })
  const before = proxy.connections()
  const answer = db.executeSql('select pg_sleep(0.1), 1 as one')
  const sent = new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  await sent
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, IMPATIENT.answerSeconds * 1_000)
  expect(await answer).toMatchObject({ rows: [{ one: 1 }] })
  expect(proxy.connections()).toEqual(before)
})
