/** Workers as processes that stand still, go silent or wait for others: each knows how it is, and others do. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixture } from './support/noop-channel.ts'
import { expectNoProcessWith } from './support/processes.ts'
import {
  completed,
  folder,
  gate,
  held,
  IMPATIENT,
  isThere,
  orderHeld,
  proxied,
  rowOf,
  scriptStarted,
  soon,
  sql,
  start,
  waitForFile,
} from './support/worker-world.ts'

test('a worker whose scripts burn all cores and whose main thread stands still keeps its claims', async () => {
  const file = join(folder, 'block')
  const env = {
    NODE_OPTIONS: `--import=${fixture('block-main-thread.mjs')}`,
    BLOCK_FILE: file,
    BLOCK_MS: '5000',
  }
  const lease = ['--lease-seconds', '2']
  // Sweeps, and could run it.
  await start('worker-2', [...lease, '--steps', 'storyboard,narration,sound_effects'])
  await start('worker-1', [...lease, '--steps', 'assets'], { env })
  const id = await orderHeld(['sh', fixture('burn-until-file.sh'), gate, String(availableParallelism() + 2)])
  await scriptStarted()
  await writeFile(file, '')
  await expect.poll(() => existsSync(`${file}.over`), soon).toBe(true)
  expect(await held()).toMatchObject({ state: 'processing', attempt: 1, worker: 'worker-1' })
  await start('worker-3', lease)
  await completed(id)
  expect(await held()).toMatchObject({ state: 'completed', attempt: 1, failures: 0 })
  expect(await sql`select 1 from moves where event = 'expire'`).toHaveLength(0)
})

test('a worker that was paused for longer than its lease ends its script when it goes on, and changes nothing', async () => {
  const args = ['--lease-seconds', '1', '--steps', 'storyboard,assets']
  const paused = await start('worker-1', args)
  const id = await orderHeld(waitForFile())
  const script = await scriptStarted()
  paused.kill('SIGSTOP')
  await start('worker-2', ['--lease-seconds', '1'])
  await expect.poll(held, soon).toMatchObject({ state: 'processing', attempt: 2, worker: 'worker-2' })
  expect(process.kill(script, 0)).toBe(true)
  paused.kill('SIGCONT')
  await expect.poll(() => isThere(script), soon).toBe(false)
  await completed(id)
  expect(await held()).toMatchObject({ attempt: 2, worker: 'worker-2', failures: 1 })
  const outcomes = await sql`
    select outcome from attempts a join tasks t on t.id = a.task_id where t.step = 'assets' order by number`
  expect(outcomes.map(({ outcome }) => outcome as string)).toEqual(['lost', 'succeeded'])
})

test('a worker whose main thread does not come back says so and ends, and so do its scripts', async () => {
  const file = join(folder, 'block')
  const env = {
    NODE_OPTIONS: `--import=${fixture('block-main-thread.mjs')}`,
    BLOCK_FILE: file,
    BLOCK_MS: '600000',
  }
  const worker = await start('worker-1', [], { env, main: IMPATIENT })
  await orderHeld(waitForFile())
  await scriptStarted()
  await writeFile(file, '')
  expect(await worker.exited).toBeNull()
  expect(await rowOf(worker)).toMatchObject({ state: 'stuck', reason: expect.stringContaining('main thread') })
  await expectNoProcessWith(folder)
})

test('a worker whose claims wait for locks of others says so, stays with its scripts, and works on after', async () => {
  const worker = await start('worker-1', ['--poll-seconds', '0.2'], { main: IMPATIENT })
  const id = await orderHeld(waitForFile())
  const script = await scriptStarted()
  worker.kill('SIGSTOP')
  const waiting = await orderHeld(waitForFile())
  await sql.begin(async (tx) => {
    await tx`lock table pgboss.job_common in share mode`
    worker.kill('SIGCONT')
    const staying = () => worker.log.some(({ message }) => String(message).endsWith('goes on trying'))
    await expect.poll(() => staying() || worker.log.some(({ level }) => level === 'fatal'), soon).toBe(true)
    expect(staying()).toBe(true)
    expect((await rowOf(worker))?.state).toBe('stuck')
    expect(isThere(script)).toBe(true)
  })
  await expect.poll(async () => (await rowOf(worker))?.state, soon).toBe('ready')
  await completed(id)
  await completed(waiting)
  const failed = await sql`select 1 from tasks where failures > 0 or attempt > 1`
  expect(failed).toEqual([])
})

test('a worker whose pool gets no answer, though its heartbeat does, drains as after a signal and ends with 70', async () => {
  const { proxy, databaseUrl } = await proxied()
  const args = ['--poll-seconds', '0.2', '--drain-seconds', '4']
  const worker = await start('worker-1', args, { main: IMPATIENT, databaseUrl })
  await orderHeld(waitForFile())
  const script = await scriptStarted()
  const [beating] = await sql`
    select client_port from pg_stat_activity where application_name = 'reelyard worker-1 heartbeat'
       and datname = current_database()`
  proxy.blackhole('new', 'both')
  proxy.blackhole(
    proxy.connections().filter(({ portAtTarget }) => portAtTarget !== Number(beating?.client_port)),
    'both',
  )
  const ending = () => worker.log.find(({ level }) => level === 'fatal')
  await expect.poll(ending, soon).toMatchObject({ state: 'stuck' })
  const since = performance.now()
  await expect.poll(async () => (await rowOf(worker))?.state, soon).toBe('draining')
  const leaseUntil = async () =>
    (await sql`select lease_until from tasks where step = 'assets'`)[0]?.lease_until as Date
  const before = await leaseUntil()
  await expect.poll(leaseUntil, soon).not.toEqual(before)
  expect(isThere(script)).toBe(true)
  expect(await worker.exited).toBe(70)
  expect(performance.now() - since).toBeGreaterThan(4_000)
  await expectNoProcessWith(folder)
})

test('a worker whose pool has gone silent gets a new one, and works on', async () => {
  const { proxy, databaseUrl } = await proxied()
  const worker = await start('worker-1', ['--poll-seconds', '0.2'], { main: IMPATIENT, databaseUrl })
  const pool = await sql`
    select client_port from pg_stat_activity where application_name = 'reelyard worker-1' and query not ilike 'listen%'
       and query not ilike 'notify%' and datname = current_database()`
  const ports = pool.map((row) => Number(row.client_port))
  const silent = proxy.connections().filter(({ portAtTarget }) => ports.includes(portAtTarget))
  expect(silent.length).toBeGreaterThan(0)
  proxy.blackhole(silent, 'both')
  const id = await orderHeld(waitForFile())
  await completed(id)
  expect(worker.log).toContainEqual(expect.objectContaining({ state: 'stuck', message: 'recovered' }))
  expect((await rowOf(worker))?.state).toBe('ready')
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe(0)
})

test('no worker ends because Postgres is away', async () => {
  const { proxy, databaseUrl } = await proxied()
  const args = ['--poll-seconds', '0.2', '--lease-seconds', '2']
  const worker = await start('worker-1', args, { main: IMPATIENT, databaseUrl })
  const heal = proxy.blackhole('all', 'both')
  // Far more of them than the ticks that end a worker which is to blame itself take.
  const missed = () => worker.log.filter(({ message }) => String(message).startsWith('heartbeat failed')).length
  await expect.poll(missed, soon).toBeGreaterThan(12)
  heal()
  await completed(await orderHeld(waitForFile()))
  expect(worker.log.filter(({ level }) => level === 'fatal')).toEqual([])
})

test('the list of workers tells who is there, who drains, and who has gone without a word', async () => {
  const lease = ['--lease-seconds', '1']
  const [draining, killed] = [await start('worker-1', lease), await start('worker-2', [...lease, '--steps', 'publish'])]
  expect(await rowOf(draining)).toMatchObject({ name: 'worker-1', state: 'ready', slots: 5, running: 0, alive: true })
  await orderHeld(waitForFile())
  await scriptStarted()
  await expect.poll(async () => (await rowOf(draining))?.running, soon).toBeGreaterThan(0)
  draining.kill('SIGTERM')
  await expect.poll(async () => (await rowOf(draining))?.state, soon).toBe('draining')
  await writeFile(gate, '')
  expect(await draining.exited).toBe(0)
  expect(await rowOf(draining)).toBeUndefined()
  killed.kill('SIGKILL')
  await expect.poll(async () => (await rowOf(killed))?.alive, soon).toBe(false)
  await sql`update workers set last_heartbeat_at = now() - interval '25 hours' where pid = ${killed.pid}`
  await start('worker-3', lease)
  await expect.poll(() => rowOf(killed), soon).toBeUndefined()
})
