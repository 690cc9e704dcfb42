import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUILT_IN_VOICES, plannedTasks } from '@reelyard/core'
import { openPipeline, type Pipeline } from '@reelyard/pipeline'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, type FreshDatabase } from './support/database.ts'
import { testPipelineOptions } from './support/pipeline-options.ts'
import { holdScripts } from './support/held-scripts.ts'
import { fixture, noopChannel } from './support/noop-channel.ts'
import { faultsOf, startWorker, type WorkerProcess } from './support/worker-process.ts'

let database: FreshDatabase
let pipeline: Pipeline
let sql: postgres.Sql
let folder: string
let workers: WorkerProcess[]

beforeEach(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'reelyard-test-'))
  workers = []
  sql = postgres(database.url, { max: 2 })
  pipeline = await openPipeline(testPipelineOptions(database.url))
})

afterEach(async () => {
  for (const worker of workers) await worker.stop()
  await pipeline.close()
  await sql.end()
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

async function start(name: string, args: string[] = []): Promise<WorkerProcess> {
  const worker = await startWorker(name, { databaseUrl: database.url, folder, args })
  workers.push(worker)
  return worker
}

/** A channel whose pictures wait for a file; gives its path. */
async function putGated(id: string, scenes: number): Promise<string> {
  const gate = join(folder, 'go')
  await pipeline.putChannel(noopChannel(id, scenes, { assets: [process.execPath, fixture('wait-for-file.mjs'), gate] }))
  return gate
}

async function submit(channel: string, extra: object = {}): Promise<string> {
  const order = { title: randomUUID(), brief: 'b', channel, ...extra }
  const { videoId, faults } = await pipeline.submit(order, BUILT_IN_VOICES)
  expect(faults).toBeUndefined()
  return videoId!
}

const soon = { timeout: 60_000, interval: 20 }

async function completed(id: string): Promise<void> {
  await expect.poll(async () => (await pipeline.getVideo(id))?.status, soon).toBe('completed')
}

test('three workers run 300 tasks: each is claimed once, and no worker errs', async () => {
  await pipeline.putChannel(noopChannel('wide', 60))
  const id = await submit('wide')
  await Promise.all(['worker-1', 'worker-2', 'worker-3'].map((name) => start(name)))
  await completed(id)
  const [counts] = await sql`
    select count(*)::int as attempts, count(distinct task_id)::int as tasks, count(distinct worker)::int as workers,
           count(*) filter (where outcome in ('succeeded', 'reused'))::int as good from attempts`
  const planned = plannedTasks(60)
  expect(planned).toBeGreaterThanOrEqual(300)
  expect(counts).toEqual({ attempts: planned, tasks: planned, workers: 3, good: planned })
  const [claims] =
    await sql`select count(*)::int as n, count(distinct task_id)::int as tasks from moves where event = 'claim'`
  expect(claims).toEqual({ n: planned, tasks: planned })
  expect(workers.flatMap(faultsOf)).toEqual([])
})

test('three workers claim a backlog in the order of its priorities, and of equals the oldest first', async () => {
  const scripts = await holdScripts()
  onTestFinished(scripts.close)
  const argv = [process.execPath, fixture('storyboard-on-release.mjs'), String(scripts.port)]
  await pipeline.putChannel(noopChannel('backlog', 1, { storyboard: argv }))
  const backlog: Record<string, string[]> = { high: [], normal: [], low: [] }
  for (let index = 0; index < 10; index++)
    for (const priority of ['low', 'normal', 'high']) backlog[priority]!.push(await submit('backlog', { priority }))
  const due = Object.values(backlog).flat()
  const claims = async () => [
    ...(await sql`select t.video_id as video, m.moved_by as worker from moves m join tasks t on t.id = m.task_id
                   where m.event = 'claim' and t.step = 'storyboard' order by m.id`),
  ]
  const options = ['--steps', 'storyboard', '--drain-seconds', '0']
  await Promise.all(['worker-1', 'worker-2', 'worker-3'].map((name) => start(name, options)))
  await expect.poll(scripts.count, soon).toBe(15)
  expect(new Set((await claims()).map(({ video }) => video))).toEqual(new Set(due.slice(0, 15)))
  // From here on one slot is free at a time, in whichever worker: the order is exact.
  for (let claimed = 16; claimed <= due.length; claimed++) {
    scripts.release()
    await expect.poll(async () => (await claims()).length, soon).toBe(claimed)
  }
  const rest = (await claims()).slice(15)
  expect(rest.map(({ video }) => video)).toEqual(due.slice(15))
  expect(new Set(rest.map(({ worker }) => worker)).size).toBe(3)
})

test('no database connection is held while scripts run', async () => {
  const gate = await putGated('waiting', 24)
  const id = await submit('waiting')
  await start('worker-1', ['--concurrency', '24'])
  const running = async () => (await readFile(`${gate}.started`, 'utf8').catch(() => '')).split('\n').length - 1
  await expect.poll(running, soon).toBe(24)
  await expect
    .poll(
      async () =>
        (await sql`select state from pg_stat_activity where application_name = 'reelyard worker-1' and state <> 'idle'`)
          .length,
      soon,
    )
    .toBe(0)
  // Pool, LISTEN and housekeeping; polled, since a connection that was given up on a busy machine takes a while to be gone.
  const connections = async () =>
    (await sql`select 1 from pg_stat_activity where application_name = 'reelyard worker-1'`).length
  await expect.poll(connections, soon).toBeLessThanOrEqual(12)
  await writeFile(gate, '')
  await completed(id)
})

test('a task starts within a second of its submit, with polling switched off', async () => {
  await pipeline.putChannel(noopChannel('waked', 1))
  await start('worker-1', ['--poll-seconds', '3600'])
  const id = await submit('waked')
  await completed(id)
  const waits =
    await sql`select extract(epoch from started_at - created_at)::float8 as seconds from tasks where video_id = ${id}`
  expect(Math.max(...waits.map((row) => Number(row.seconds)))).toBeLessThan(1)
})

test('a worker whose LISTEN connection is cut listens again, and is woken as before', async () => {
  await pipeline.putChannel(noopChannel('deaf', 1))
  await start('worker-1', ['--poll-seconds', '3600'])
  const listening = () => sql`
    select pid from pg_stat_activity where application_name = 'reelyard worker-1' and query ilike 'listen%'`
  const [before] = await listening()
  await sql`select pg_terminate_backend(${before?.pid})`
  await expect.poll(async () => (await listening()).filter(({ pid }) => pid !== before?.pid), soon).toHaveLength(1)
  await completed(await submit('deaf'))
})

test('a task is found by the poll where no notification arrives', async () => {
  await pipeline.putChannel(noopChannel('polled', 1))
  await start('worker-1', ['--no-listen', '--poll-seconds', '0.2'])
  await completed(await submit('polled'))
})

test('a worker that is killed in mid-step leaves its task to the others once the lease is over', async () => {
  const gate = await putGated('killed', 1)
  const victim = await start('worker-1', ['--lease-seconds', '2'])
  const id = await submit('killed')
  await expect.poll(() => readFile(`${gate}.started`, 'utf8').catch(() => ''), soon).not.toBe('')
  victim.kill('SIGKILL')
  await start('worker-2', ['--lease-seconds', '2'])
  await writeFile(gate, '')
  await completed(id)
  const [task] = await sql`select worker, attempt, failures from tasks where video_id = ${id} and step = 'assets'`
  expect(task).toEqual({ worker: 'worker-2', attempt: 2, failures: 1 })
  const outcomes =
    await sql`select number, outcome from attempts a join tasks t on t.id = a.task_id where t.step = 'assets' order by number`
  expect(outcomes.map((row) => row.outcome)).toEqual(['lost', 'succeeded'])
})

test('a worker that is told to stop lets its script finish', async () => {
  const gate = await putGated('drained', 1)
  const worker = await start('worker-1')
  await submit('drained')
  await expect.poll(() => readFile(`${gate}.started`, 'utf8').catch(() => ''), soon).not.toBe('')
  const stopped = worker.stop()
  await expect.poll(() => worker.log.some((record) => record.message === 'draining'), soon).toBe(true)
  await writeFile(gate, '')
  expect(await stopped).toBe(0)
  const [task] = await sql`select state, failures from tasks where step = 'assets'`
  expect(task).toEqual({ state: 'completed', failures: 0 })
  const left = await sql`select count(*)::int as n from tasks where state in ('claimed', 'processing')`
  expect(left[0]?.n).toBe(0)
})

test('a script that outlasts the drain time is interrupted, and its task goes back without losing an attempt', async () => {
  const gate = await putGated('interrupted', 1)
  const worker = await start('worker-1', ['--drain-seconds', '0.2'])
  await submit('interrupted')
  await expect.poll(() => readFile(`${gate}.started`, 'utf8').catch(() => ''), soon).not.toBe('')
  const script = Number((await readFile(`${gate}.started`, 'utf8')).trim())
  expect(await worker.stop()).toBe(0)
  const [task] = await sql`select state, failures, attempt from tasks where step = 'assets'`
  expect(task).toEqual({ state: 'pending', failures: 0, attempt: 1 })
  expect(() => process.kill(script, 0)).toThrow('ESRCH')
  expect(await sql`select 1 from pgboss.job where name = 'assets' and state = 'created'`).toHaveLength(1)
})

test('a storyboard script that gives no scenes fails its task for good, with a clear code', async () => {
  await pipeline.putChannel(noopChannel('empty', 1, { storyboard: ['true'] }))
  const id = await submit('empty')
  await start('worker-1')
  await expect.poll(async () => (await pipeline.getVideo(id))?.status, soon).toBe('failed')
  expect((await pipeline.getVideo(id))?.tasks[0]).toMatchObject({ state: 'failed', error: { code: 'invalid_result' } })
})
