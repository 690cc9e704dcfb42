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
  expect(queues).toHaveLength(8)
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
