/** Workers as processes that are killed or told to stop. */
import { expect, test } from 'vitest'
import { fixture } from './support/noop-channel.ts'
import { expectNoProcessWith, processesWith } from './support/processes.ts'
import {
  completed,
  folder,
  gate,
  held,
  IMPATIENT,
  orderHeld,
  proxied,
  scriptStarted,
  soon,
  sql,
  start,
  waitForFile,
} from './support/worker-world.ts'

test('the scripts of a worker that is killed end with it, and what they started, and what watched them', async () => {
  const worker = await start('worker-1')
  await orderHeld(['sh', fixture('family-until-file.sh'), gate])
  await scriptStarted()
  const [watching] = await processesWith(`guard-of-${worker.pid}`)
  expect(watching).toBeDefined()
  expect((await processesWith(folder)).length).toBeGreaterThanOrEqual(4)
  worker.kill('SIGKILL')
  await worker.exited
  await expect.poll(() => processesWith(folder), { timeout: 2_000, interval: 20 }).toEqual([])
  await expect.poll(() => processesWith(`guard-of-${worker.pid}`), soon).toEqual([])
})

test('a worker that ends in order leaves nothing behind', async () => {
  const worker = await start('worker-1')
  await completed(await orderHeld(waitForFile()))
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe(0)
  expect(await processesWith(`guard-of-${worker.pid}`)).toEqual([])
})

test('a second signal ends the drain at once, in order: the task goes back and burns no attempt', async () => {
  const worker = await start('worker-1')
  await orderHeld(waitForFile())
  await scriptStarted()
  worker.kill('SIGTERM')
  await expect.poll(() => worker.log.some(({ message }) => message === 'draining'), soon).toBe(true)
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe(0)
  expect(await held()).toEqual({ state: 'pending', attempt: 1, failures: 0, worker: null })
  await expectNoProcessWith(folder)
})

test('a third signal ends the worker at once, and its scripts', async () => {
  const worker = await start('worker-1')
  await orderHeld(['sh', fixture('family-until-file.sh'), gate])
  await scriptStarted()
  const stopping = () => worker.log.filter(({ message }) => message === 'stopping').length
  for (const count of [1, 2]) {
    worker.kill('SIGTERM')
    await expect.poll(stopping, soon).toBe(count)
  }
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe(1)
  await expect.poll(() => processesWith(folder), { timeout: 2_000, interval: 20 }).toEqual([])
})

test('a task whose claim is under way when its worker is told to stop is given back unstarted', async () => {
  const worker = await start('worker-1', ['--poll-seconds', '0.2'])
  await sql.begin(async (tx) => {
    await tx`lock table attempts in exclusive mode`
    await orderHeld(waitForFile())
    const claiming = () => sql`
      select 1 from pg_stat_activity where application_name = 'reelyard worker-1' and wait_event_type = 'Lock'`
    await expect.poll(claiming, soon).toHaveLength(1)
    worker.kill('SIGTERM')
    await expect.poll(() => worker.log.some(({ message }) => message === 'stopping'), soon).toBe(true)
  })
  expect(await worker.exited).toBe(0)
  expect((await sql`select event from moves order by id`).map(({ event }) => event)).toEqual(['claim', 'release'])
  expect([...(await sql`select state, failures from tasks`)]).toEqual([{ state: 'pending', failures: 0 }])
})

test('a worker that is told to stop while Postgres is away ends in time, with its scripts', async () => {
  const { proxy, databaseUrl } = await proxied()
  const args = ['--drain-seconds', '0.2']
  const worker = await start('worker-1', args, { main: IMPATIENT, databaseUrl })
  await orderHeld(waitForFile())
  await scriptStarted()
  proxy.blackhole('all', 'both')
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe(0)
  await expectNoProcessWith(folder)
  expect(await held()).toMatchObject({ state: 'processing', attempt: 1 })
})
