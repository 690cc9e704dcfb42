import { readdir, readFile } from 'node:fs/promises'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { randomBytes } from 'node:crypto'
import { migrate, openPipeline, openPipelineWhenReady, SchemaNotReadyError } from '@reelyard/pipeline'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'

let admin: postgres.Sql
let name: string
let url: string

beforeEach(async () => {
  admin = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} })
  name = `migrate_${randomBytes(8).toString('hex')}`
  await admin.unsafe(`create database ${name}`)
  url = Object.assign(new URL(inject('postgresUrl')), { pathname: `/${name}` }).href
})

afterEach(async () => {
  await admin.unsafe(`drop database ${name} with (force)`)
  await admin.end()
})

function options() {
  return { databaseUrl: url, applicationName: 'test', housekeeping: false, onError: () => {} }
}

test('four processes may migrate an empty database at once, and again later', async () => {
  await Promise.all([1, 2, 3, 4].map(() => migrate(url)))
  await migrate(url)
  const sql = postgres(url, { max: 1 })
  const [applied] =
    await sql`select count(*)::int as n, count(distinct hash)::int as distinct from drizzle.__drizzle_migrations`
  expect(applied?.n).toBe(applied?.distinct)
  const queues = await sql`select name, retry_limit, dead_letter from pgboss.queue where name <> 'dead_letters'`
  expect(queues).toHaveLength(10)
  expect(new Set(queues.map((queue) => `${queue.retry_limit} ${queue.dead_letter}`))).toEqual(new Set(['0 null']))
  const [channel] = await sql`select id from channels`
  expect(channel).toEqual({ id: 'default' })
  await sql.end()
})

test('a process that starts before the migration says so, waits, and then works', async () => {
  await expect(openPipeline(options())).rejects.toThrow(SchemaNotReadyError)
  const waits: unknown[] = []
  let migrating: Promise<void> | undefined
  const pipeline = await openPipelineWhenReady(options(), (error) => {
    waits.push(error)
    migrating ??= migrate(url)
  })
  await migrating
  expect(waits[0]).toBeInstanceOf(SchemaNotReadyError)
  expect(await pipeline.pageOfVideos(1, null)).toEqual({ videos: [], nextCursor: null })
  await pipeline.close()
})

test('a database whose migration was killed before its queues were there is not ready', async () => {
  await migrate(url)
  const sql = postgres(url, { max: 1 })
  await sql`delete from pgboss.queue where name = 'dead_letters'`
  await expect(openPipeline(options())).rejects.toThrow(SchemaNotReadyError)
  await migrate(url)
  await (await openPipeline(options())).close()
  await sql.end()
})

test('what an older version failed without a letter gets one, and what it left of its own is forgotten', async () => {
  await migrate(url)
  const sql = postgres(url, { max: 1 })
  const pipeline = await openPipeline(options())
  const submit = async () => (await pipeline.submit({ title: 'Old', brief: 'One.' }, BUILT_IN_VOICES)).videoId!
  const [failed, waiting] = [await submit(), await submit()]
  // As the first version left them: pg-boss copied the job's payload, and each job names the queue of dead letters.
  await sql`update tasks set state = 'failed', error = '{"code": "old", "message": "of old"}' where video_id = ${failed}`
  await sql`insert into pgboss.job (name, data) select 'dead_letters', jsonb_build_object('taskId', id) from tasks limit 1`
  await sql`update pgboss.job set dead_letter = 'dead_letters' where name = 'storyboard'`
  await migrate(url)
  await migrate(url)
  const { letters } = await pipeline.pageOfDeadLetters({}, 10, null)
  expect(letters).toMatchObject([{ videoId: failed, code: 'old', message: 'of old' }])
  expect(await sql`select id from pgboss.job where name = 'dead_letters'`).toEqual([{ id: letters[0]!.id }])
  expect(await sql`select 1 from pgboss.job where dead_letter is not null`).toHaveLength(0)
  expect((await pipeline.getVideo(waiting))?.tasks[0]?.state).toBe('pending')
  await pipeline.close()
  await sql.end()
})

test("a migration and workers at work do not stand in each other's way for good", async () => {
  await migrate(url)
  const sql = postgres(url, { max: 2, onnotice: () => {} })
  await undoLastMigration(sql)
  const locked = Promise.withResolvers<void>()
  const held = sql.begin(async (tx) => {
    await tx`select 1 from tasks for update`
    await tx`lock table attempts in row exclusive mode`
    locked.resolve()
    await expect
      .poll(
        () =>
          sql`select 1 from pg_stat_activity where application_name = 'reelyard migrate' and wait_event_type = 'Lock'`,
        {
          timeout: 10_000,
        },
      )
      .not.toHaveLength(0)
    // As a settle goes on: the tables in the other order must not be a deadlock that either side pays for.
    await tx`update attempts set ended_at = now()`
  })
  await locked.promise
  await Promise.all([migrate(url), held])
  const [{ missing } = {}] = await sql`select to_regclass('events') is null as missing`
  expect(missing).toBe(false)
  await sql.end()
})

/** So that it is to be applied once more: takes away what it adds, and gives back the indexes that it takes away. */
async function undoLastMigration(sql: postgres.Sql): Promise<void> {
  const folder = new URL('../drizzle/', import.meta.url)
  const last = (await readdir(folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .at(-1)!
  const text = await readFile(new URL(last, folder), 'utf8')
  const named = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match.slice(1))
  for (const [table] of named(/^CREATE TABLE ("\w+")/gm)) await sql.unsafe(`drop table ${table} cascade`)
  for (const [table, column] of named(/^ALTER TABLE ("\w+") ADD COLUMN ("\w+")/gm)) {
    await sql.unsafe(`alter table ${table} drop column ${column} cascade`)
  }
  for (const [index] of named(/^CREATE (?:UNIQUE )?INDEX ("\w+")/gm)) await sql.unsafe(`drop index if exists ${index}`)
  for (const [index] of named(/^DROP INDEX ("\w+")/gm)) await sql.unsafe(`create index ${index} on videos (id)`)
  await sql`
    delete from drizzle.__drizzle_migrations
     where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`
}

test('the database refuses what the model forbids', async () => {
  await migrate(url)
  const sql = postgres(url, { max: 1 })
  await sql`insert into videos (id, channel_id, title, order_document, priority)
            values ('00000000-0000-4000-8000-000000000001', 'default', 't', '{}', 0)`
  const task = (columns: Record<string, unknown>) => sql`
    insert into tasks ${sql({
      id: crypto.randomUUID(),
      video_id: '00000000-0000-4000-8000-000000000001',
      step: 'storyboard',
      max_attempts: 4,
      priority: 0,
      job_id: crypto.randomUUID(),
      parameters: '{}',
      inputs: '[]',
      input_digest: 'x',
      ...columns,
    })}`
  await task({})
  await expect(task({})).rejects.toThrow('tasks_one_per_step_and_scene')
  await expect(task({ step: 'publish', state: 'done' })).rejects.toThrow('task_state')
  await expect(task({ step: 'publish', state: 'claimed' })).rejects.toThrow('tasks_lease')
  await expect(task({ step: 'publish', state: 'retry' })).rejects.toThrow('tasks_retry')
  await expect(task({ step: 'publish', failures: 1 })).rejects.toThrow('tasks_attempt')
  await expect(task({ step: 'assets', scene: 1 })).rejects.toThrow('foreign key')
  await expect(task({ step: 'publish', video_id: crypto.randomUUID() })).rejects.toThrow('foreign key')
  await sql.end()
})
