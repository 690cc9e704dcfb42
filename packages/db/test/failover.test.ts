import { expect, it } from 'vitest'
import { codeOf, setup, soon, times, type World } from './world.ts'

/** Sessions that begin from now on take no writes, as on a server that has become a standby; those of before are cut. */
async function demote({ sql }: World): Promise<void> {
  const [row] = await sql`select current_database() as name`
  await sql.unsafe(`alter database ${row!.name} set default_transaction_read_only = on`)
  await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'under test'`
}

/** There is a primary again: for sessions that begin from now on. */
async function promote({ sql }: World): Promise<void> {
  const [row] = await sql`select current_database() as name`
  await sql.unsafe(`set default_transaction_read_only = off; alter database ${row!.name} reset all`).simple()
}

const forget = 'delete from channels where id = $1'

it('a pool whose writes are refused gets new connections, and what reads meanwhile is not disturbed', async () => {
  const world = await setup()
  await demote(world)
  const write = () => codeOf(world.db.transaction('write', (tx) => tx.executeSql(forget, ['none'])))
  await expect.poll(write, soon).toBe('25006')
  expect(await times(5, write)).toEqual(Array.from({ length: 5 }, () => '25006'))
  const reading = world.db.executeSql('select pg_sleep(0.5), 1 as one')
  const refused = times(5, write)
  expect(await refused).toEqual(Array.from({ length: 5 }, () => '25006'))
  await promote(world)
  // The connections that were opened before the promotion refuse it once more each time that they are all new.
  await expect.poll(write, soon).toEqual({ rows: [] })
  expect(await reading).toMatchObject({ rows: [{ one: 1 }] })
})

it.each(['run', 'named'] as const)('a single statement that is refused does so too: %s', async (how) => {
  const world = await setup()
  await demote(world)
  const on = how === 'run' ? world.db : world.db.named('single')
  const write = () => codeOf(on.executeSql(forget, ['none']))
  await expect.poll(write, soon).toBe('25006')
  await promote(world)
  await expect.poll(write, soon).toEqual({ rows: [] })
})
