import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSweeper, type Swept } from '../src/sweeper.ts'
import { endOf, openWorld, recordingLogger, settled, soon, type World } from './world.ts'

let world: World
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  world = await openWorld()
  stops = [world.close]
})

afterEach(async () => {
  for (const stop of stops.toReversed()) await stop()
})

async function sweeping(pipeline: Swept, leaseMs: number): Promise<void> {
  const sweeper = createSweeper(pipeline, leaseMs, recordingLogger().logger)
  stops.push(sweeper.stop)
  await sweeper.start()
}

/** A claimed task whose worker is gone. Nothing expires at first after a start of Postgres, so that is long ago here. */
async function leaseIsOver() {
  const task = await world.claimedStoryboard()
  await world.sql`update tasks set lease_until = now() - interval '1 second' where id = ${task.taskId}`
  return task
}

describe('the sweeper', () => {
  it('finds a lease that is over within two seconds, however long leases are', async () => {
    const task = await leaseIsOver()
    const began = performance.now()
    const swept: Swept = { ...world.pipeline, sweep: () => world.pipeline.sweep(0) }
    await sweeping(swept, 1_800_000)
    await expect.poll(() => endOf(world, task), soon).toMatchObject({ state: 'retry', outcomes: ['lost'] })
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it('lets those who live renew their leases first, after Postgres was away for long', async () => {
    const task = await leaseIsOver()
    const calls: string[] = []
    let away = true
    let unheard: Promise<never> | undefined
    const silence = Promise.withResolvers<never>()
    const swept: Swept = {
      buryForgotten: async () => 0,
      decideDueReviews: async () => 0,
      forgetDeadWorkers: world.pipeline.forgetDeadWorkers,
      forgetOldEvents: world.pipeline.forgetOldEvents,
      ping: async () => {
        calls.push('ping')
        return world.pipeline.ping()
      },
      sweep: async () => {
        calls.push('sweep')
        if (calls.length === 1) return 0
        if (away) return (unheard ??= silence.promise)
        return world.pipeline.sweep(0)
      },
    }
    const leaseMs = 400
    await sweeping(swept, leaseMs)
    await expect.poll(() => calls.length, soon).toBe(2)
    const since = performance.now()
    await expect.poll(() => performance.now() - since, soon).toBeGreaterThan(leaseMs)
    away = false
    silence.reject(new Error('away'))
    await settled()
    await expect.poll(() => calls.includes('ping'), soon).toBe(true)
    expect(await endOf(world, task)).toMatchObject({ state: 'claimed' })
    await expect.poll(() => endOf(world, task), soon).toMatchObject({ state: 'retry' })
  })

  it('goes on sweeping where one lease cannot be expired: Postgres was there', async () => {
    const calls: string[] = []
    const refused = world.sql`select 1 / 0`.catch((error: unknown) => error)
    const swept: Swept = {
      ...world.pipeline,
      sweep: async () => {
        calls.push('sweep')
        // The first one, which succeeds, is its first contact.
        if (calls.length > 1) throw new AggregateError([await refused], '1 leases could not be expired.')
        return 0
      },
      ping: async () => {
        calls.push('ping')
        return world.pipeline.ping()
      },
    }
    await sweeping(swept, 100)
    await expect.poll(() => calls.length, soon).toBeGreaterThan(20)
    expect(new Set(calls)).toEqual(new Set(['sweep']))
  })

  it('removes the workers that have not been heard of for a day, and no others', async () => {
    const row = (name: string, hours: number) => world.sql`
      insert into workers (id, name, version, host, pid, steps, slots, lease_seconds, state, last_heartbeat_at)
      values (gen_random_uuid(), ${name}, '1', 'h', 1, '[]', 5, 15, 'ready', now() - make_interval(hours => ${hours}))`
    await row('old', 25)
    await row('late', 23)
    await sweeping(world.pipeline, 400)
    await expect.poll(async () => (await world.pipeline.workers()).map(({ name }) => name), soon).toEqual(['late'])
  })
})
