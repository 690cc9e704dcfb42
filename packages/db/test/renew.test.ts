import { expect, it } from 'vitest'
import { codeOf, POOL_SIZE, setup, soon, times } from './world.ts'

it('renewing ends what is under way and what waits, and goes on with new connections', async () => {
  const { db, sql } = await setup({ answerSeconds: 60, statementSeconds: 0 })
  const listened: string[] = []
  await db.listen(
    'any',
    () => {},
    () => listened.push('again'),
  )
  const pids = async () => {
    const rows = await sql`
      select pid from pg_stat_activity
       where datname = current_database() and application_name = 'under test'`
    return rows.map((row) => Number(row.pid))
  }
  const stuck = times(POOL_SIZE, () => codeOf(db.executeSql('select pg_sleep(60) where $1', [true])))
  const held = codeOf(db.transaction('held', (tx) => tx.executeSql('select pg_sleep(60)')))
  await expect
    .poll(
      () => sql`
      select 1 from pg_stat_activity
       where datname = current_database() and wait_event = 'PgSleep'`,
      soon,
    )
    .toHaveLength(POOL_SIZE)
  const before = await pids()
  await db.renew()
  for (const code of [...(await stuck), await held]) expect(code).toMatch(/^CONNECTION_(DESTROYED|CLOSED)$/)
  expect(await db.executeSql('select 1 as one')).toEqual({ rows: [{ one: 1 }] })
  await expect.poll(() => listened, soon).toHaveLength(2)
  await sql`
      select pg_cancel_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event = 'PgSleep'`
  await expect.poll(async () => (await pids()).filter((pid) => before.includes(pid)), soon).toEqual([])
})

it('closing does not wait for a network that is gone', async () => {
  const { db, proxy } = await setup({ answerSeconds: 60 })
  await db.listen(
    'any',
    () => {},
    () => {},
  )
  proxy.blackhole('all', 'both')
  const asked = codeOf(db.executeSql('select 1'))
  const start = performance.now()
  await db.close()
  expect(performance.now() - start).toBeLessThan(10_000)
  expect(await asked).toMatch(/^CONNECTION_/)
  expect(await codeOf(db.executeSql('select 1'))).toBe('CONNECTION_ENDED')
})
