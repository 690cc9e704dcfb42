import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { createHeartbeat, type Heartbeat, type HeartbeatOptions } from '../src/heartbeat/heartbeat.ts'
import type { WorkerProcess } from '../src/heartbeat/messages.ts'
import type { RunningTask } from '../src/running.ts'
import { rhythmOf, TIMINGS } from '../src/timings.ts'
import { good, interrupted, run } from './task-run.ts'
import { endOf, openWorld, recordingLogger, soon, takeAway, type World } from './world.ts'

let world: World
let ends: (() => Promise<void>)[]

beforeEach(async () => {
  world = await openWorld()
  ends = [world.close]
})

afterEach(async () => {
  for (const end of ends.toReversed()) await end()
})

const LEASE_SECONDS = 1

/** A heartbeat that is not started yet. */
function setup(extra: Partial<HeartbeatOptions> = {}) {
  const { logger, log } = recordingLogger()
  const worker: WorkerProcess = {
    id: randomUUID(),
    name: 'worker-1',
    version: '1',
    host: 'here',
    pid: process.pid,
    steps: ['assets'],
    slots: 5,
    leaseSeconds: LEASE_SECONDS,
  }
  const ended: string[] = []
  const { databaseUrl } = world.pipeline
  const rhythm = rhythmOf(LEASE_SECONDS, TIMINGS)
  const onEnd = (reason: string) => void ended.push(reason)
  const heartbeat = createHeartbeat({ databaseUrl, worker, rhythm, logger, onEnd, ...extra })
  ends.push(heartbeat.stop)
  return { heartbeat, log, id: worker.id, ended }
}

/** Has the heartbeat keep a task; gives what aborts when its claim is lost. */
function keep(heartbeat: Heartbeat, task: RunningTask['task']): { run: RunningTask; lost: AbortSignal } {
  const controller = new AbortController()
  const nothing = () => {}
  const lose = () => controller.abort('claim lost')
  const run = { task, done: Promise.resolve(), release: nothing, interrupt: nothing, giveUp: nothing, lose }
  heartbeat.take(run)
  return { run, lost: controller.signal }
}

async function leaseOf(taskId: string): Promise<Date> {
  const [row] = await world.sql`select lease_until from tasks where id = ${taskId}`
  return row?.lease_until as Date
}

async function renewed(taskId: string): Promise<void> {
  const before = await leaseOf(taskId)
  await expect.poll(() => leaseOf(taskId), soon).not.toEqual(before)
}

/** The script's stand-in: runs until it is told to end. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
}

describe('the heartbeat', () => {
  it('keeps the lease of a running task, again and again', async () => {
    const task = await world.claimedStoryboard()
    const { heartbeat } = setup()
    const { lost } = keep(heartbeat, task)
    await heartbeat.start()
    await expect.poll(async () => (await leaseOf(task.taskId)) < new Date(Date.now() + 5_000), soon).toBe(true)
    await renewed(task.taskId)
    await renewed(task.taskId)
    expect(lost.aborted).toBe(false)
  })

  it.each([
    ['finishes all the same', good],
    ['is ended by it', interrupted],
  ])('ends a script whose claim is lost; one that %s leaves evidence and changes nothing', async (_how, result) => {
    const task = await world.claimedStoryboard()
    const { heartbeat } = setup()
    const { lost } = keep(heartbeat, task)
    await run({
      pipeline: world.pipeline,
      task,
      signal: lost,
      execute: async (_task, context) => {
        await takeAway(world, task)
        expect(await world.claimOne('storyboard')).toMatchObject({ taskId: task.taskId, attempt: 2 })
        await heartbeat.start()
        await untilAborted(context.signal)
        return result
      },
    })
    const end = { state: 'claimed', attempt: 2, failures: 1, outcomes: ['lost', null] }
    expect(await endOf(world, task)).toMatchObject(end)
    const late = await world.sql`
      select number, late_result is not null as late, result from attempts where task_id = ${task.taskId} order by number`
    expect([...late]).toEqual([
      { number: 1, late: true, result: null },
      { number: 2, late: false, result: null },
    ])
    expect(await world.sql`select 1 from tasks where video_id = ${task.video.id}`).toHaveLength(1)
  })

  it('ends only what was lost', async () => {
    const [gone, held] = [await world.claimedStoryboard(), await world.claimedStoryboard()]
    const { heartbeat } = setup()
    const [one, other] = [keep(heartbeat, gone), keep(heartbeat, held)]
    await takeAway(world, gone)
    await heartbeat.start()
    await expect.poll(() => one.lost.aborted, soon).toBe(true)
    expect(other.lost.aborted).toBe(false)
    await renewed(held.taskId)
  })

  it('keeps the other leases while somebody has locked one of its tasks, and does not count that one as lost', async () => {
    const [locked, free] = [await world.claimedStoryboard(), await world.claimedStoryboard()]
    const { heartbeat } = setup()
    const kept = [locked, free].map((task) => keep(heartbeat, task))
    await heartbeat.start()
    await world.sql.begin(async (tx) => {
      const [row] = await tx`select lease_until from tasks where id = ${locked.taskId} for update`
      await renewed(free.taskId)
      expect(await leaseOf(locked.taskId)).toEqual(row?.lease_until)
    })
    await renewed(locked.taskId)
    expect(kept.map(({ lost }) => lost.aborted)).toEqual([false, false])
  })

  it('lets go of a task that has ended', async () => {
    const [over, held] = [await world.claimedStoryboard(), await world.claimedStoryboard()]
    const { heartbeat } = setup()
    await heartbeat.start()
    const { run: ended } = keep(heartbeat, over)
    keep(heartbeat, held)
    await renewed(over.taskId)
    heartbeat.leave(ended)
    await renewed(held.taskId)
    const last = await leaseOf(over.taskId)
    await renewed(held.taskId)
    await renewed(held.taskId)
    expect(await leaseOf(over.taskId)).toEqual(last)
  })

  it('gives up a connection that has gone silent, and goes on over another one', async () => {
    const { hostname: host, port } = new URL(world.pipeline.databaseUrl)
    const proxy = await startTcpProxy({ host, port: Number(port) })
    ends.push(proxy.close)
    const through = new URL(world.pipeline.databaseUrl)
    through.host = `127.0.0.1:${proxy.port}`
    const task = await world.claimedStoryboard()
    const { heartbeat, log } = setup({ databaseUrl: through.href })
    const { lost } = keep(heartbeat, task)
    await heartbeat.start()
    await renewed(task.taskId)
    proxy.blackhole('existing', 'both')
    await expect.poll(() => log, soon).toContainEqual(expect.objectContaining({ level: 'warn' }))
    await renewed(task.taskId)
    expect(lost.aborted).toBe(false)
    expect(log).toContainEqual(
      expect.objectContaining({ error: expect.objectContaining({ code: 'CONNECTION_SILENT' }) }),
    )
  })

  it('goes on after its connection was cut', async () => {
    const task = await world.claimedStoryboard()
    const { heartbeat } = setup()
    keep(heartbeat, task)
    await heartbeat.start()
    const cut = await world.sql`
      select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'reelyard worker-1 heartbeat'
         and datname = current_database()`
    expect(cut).toHaveLength(1)
    await renewed(task.taskId)
  })

  it('writes down how the worker is, from its start to its orderly end', async () => {
    const { heartbeat, id } = setup()
    await heartbeat.start()
    const mine = async () => (await world.pipeline.workers()).find((one) => one.id === id)
    const { reason, ...row } = (await mine())!
    expect(row).toMatchObject({ name: 'worker-1', pid: process.pid, slots: 5, state: 'ready', running: 0, alive: true })
    expect(row).toMatchObject({ steps: ['assets'], leaseSeconds: LEASE_SECONDS, lastClaimAt: null, version: '1' })
    expect(reason).toBeNull()
    keep(heartbeat, await world.claimedStoryboard())
    await expect.poll(async () => (await mine())?.running, soon).toBe(1)
    expect(Date.now() - Date.parse((await mine())?.lastClaimAt ?? '')).toBeLessThan(10_000)
    heartbeat.say('stuck', 'a reason')
    await expect.poll(mine, soon).toMatchObject({ state: 'stuck', reason: 'a reason' })
    await heartbeat.stop()
    expect(await mine()).toBeUndefined()
  })

  it('knows since when it runs and claims, though the machine is told another time', async () => {
    const now = vi.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + 3_600_000)
    onTestFinished(() => now.mockRestore())
    const { heartbeat, id } = setup()
    keep(heartbeat, await world.claimedStoryboard())
    await heartbeat.start()
    now.mockRestore()
    const row = async () => (await world.pipeline.workers()).find((one) => one.id === id)
    await expect.poll(async () => (await row())?.lastClaimAt, soon).not.toBeNull()
    const { startedAt, lastClaimAt } = (await row())!
    const ago = (time: string | null) => Date.now() - Date.parse(time ?? '')
    expect(Math.abs(ago(lastClaimAt))).toBeLessThan(10_000)
    expect(Math.abs(ago(startedAt) - process.uptime() * 1_000)).toBeLessThan(10_000)
  })

  it('is started again when it ends by itself, and says so when that does not help', async () => {
    const { heartbeat, log, ended } = setup({ worker: null as never })
    keep(heartbeat, await world.claimedStoryboard())
    await heartbeat.start()
    await expect.poll(() => ended, soon).toHaveLength(1)
    expect(log.filter(({ message }) => message === 'the heartbeat has ended by itself')).toHaveLength(4)
    expect(heartbeat.getsThrough()).toBe(false)
  })
})
