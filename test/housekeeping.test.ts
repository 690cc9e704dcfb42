/** pg-boss deletes all ended jobs of a day in one statement, which may take minutes. */
import { connect, openBackground } from '@reelyard/db'
import { createQueue, type Housekeeping } from '@reelyard/queue'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { freshDatabase } from './support/database.ts'

const soon = { timeout: 20_000, interval: 50 }

/** A pool with little patience, beside ended jobs each of which takes that many seconds to be deleted. */
async function setup(secondsEach: number) {
  const database = await freshDatabase()
  const sql = postgres(database.url, { max: 1, onnotice: () => {} })
  await sql.unsafe(`
    create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(${secondsEach}); return old; end $$;
    insert into pgboss.job (name, state, deletion_seconds, completed_on, keep_until)
    select 'clips', 'completed', 60, now() - interval '1 hour', now() + interval '1 day' from generate_series(1, 4);
    create trigger slow before delete on pgboss.job for each row execute function slow()`)
  const db = await connect(database.url, 'hurried', undefined, { statementSeconds: 0.5, answerSeconds: 1 })
  const background = openBackground(database.url, 'background')
  const faults: unknown[] = []
  const open = (housekeeping: Omit<Housekeeping, 'db'>) =>
    createQueue(db, { onError: (fault) => faults.push(fault), housekeeping: { db: background, ...housekeeping } })
  onTestFinished(async () => {
    await background.close()
    await db.close()
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'background'`
    await sql.end()
    await database.drop()
  })
  const jobs = async () => (await sql`select 1 from pgboss.job`).length
  const inBackground = () =>
    sql`
      select 1 from pg_stat_activity
       where datname = current_database() and application_name = 'background'`
  /** A deletion that is under way. */
  const deleting = () =>
    sql`
      select 1 from pg_stat_activity
       where datname = current_database() and wait_event = 'PgSleep'`
  return { db, open, faults, jobs, inBackground, deleting }
}

test('a deletion that takes longer than a statement may is done, and nothing waits for it', async () => {
  const { db, open, faults, jobs, deleting } = await setup(0.5)
  const queue = open({ everySeconds: 1 })
  await queue.start()
  await expect.poll(deleting, soon).toHaveLength(1)
  expect(await queue.fetch(db, 'clips', 1)).toEqual([])
  expect(await jobs()).toBe(4)
  await expect.poll(jobs, soon).toBe(0)
  await queue.stop()
  expect(faults).toEqual([])
})

test('there is no connection for it before there is something to do', async () => {
  const { open, inBackground } = await setup(0)
  const queue = open({})
  await queue.start()
  expect(await queue.isInstalled()).toBe(true)
  expect(await inBackground()).toHaveLength(0)
  await queue.stop()
})

test('a stop does not wait for it', async () => {
  const { open, faults, deleting } = await setup(60)
  const queue = open({ everySeconds: 1 })
  await queue.start()
  await expect.poll(deleting, soon).toHaveLength(1)
  const start = performance.now()
  await queue.stop()
  expect(performance.now() - start).toBeLessThan(2_000)
  expect(faults).toEqual([])
})
