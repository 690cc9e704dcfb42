import type { Pipeline } from '@reelyard/pipeline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claiming, expectClaimed, type Claiming, type ClaimingOptions } from './claim-loop-world.ts'
import { away, connectionFault, openWorld, settled, settleStoryboard, soon, type World } from './world.ts'

let world: World
let started: Claiming[]

beforeEach(async () => {
  world = await openWorld()
  started = []
})

afterEach(async () => {
  for (const { loop } of started) await loop.stop()
  await world.close()
})

function setup(wanted: Partial<ClaimingOptions> = {}): Claiming {
  const one = claiming({ pipeline: world.pipeline, ...wanted })
  started.push(one)
  return one
}

/** Ids of the tasks that Postgres holds as claimed. */
async function claimedInPostgres(): Promise<string[]> {
  const rows = await world.sql`select id from tasks where state = 'claimed' order by id`
  return rows.map((row) => String(row.id))
}

/** As a statement that took too long is refused. */
async function cancelClaim(): Promise<void> {
  const cancelled = () => world.sql`
    select pg_cancel_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'worker under test' and wait_event_type = 'Lock'`
  await expect.poll(cancelled, soon).not.toHaveLength(0)
}

describe('the claim loop', () => {
  it.each(['claim', 'waiting'] as const)('logs that %s failed, and claims at its next poll', async (useCase) => {
    await world.submit()
    const { loop, claimed, log } = setup({ pipeline: away(world.pipeline, useCase, { calls: 1 }), pollMs: 20 })
    await loop.start()
    await expectClaimed(claimed, 1)
    const fault = { message: connectionFault().message, code: 'CONNECTION_CLOSED' }
    expect(log).toEqual([expect.objectContaining({ level: 'error', error: expect.objectContaining(fault) })])
    expect(await claimedInPostgres()).toEqual([claimed[0]!.taskId])
  })

  it('hands every task over before its stop resolves, also where one of two claims at a time has failed', async () => {
    await settleStoryboard(world, await world.claimedStoryboard())
    const [failed, answered, release] = [0, 0, 0].map(() => Promise.withResolvers<void>())
    const claim: Pipeline['claim'] = async (request) => {
      if (request.step === 'narration') {
        failed!.resolve()
        throw connectionFault()
      }
      const found = await world.pipeline.claim(request)
      if (request.step === 'assets') {
        answered!.resolve()
        await release!.promise
      }
      return found
    }
    const { loop, claimed } = setup({ pipeline: { claim, waiting: world.pipeline.waiting } })
    await loop.start()
    await Promise.all([failed!.promise, answered!.promise])
    await expect.poll(claimedInPostgres, soon).toHaveLength(2)
    await settled()

    const handedOver = loop.stop().then(() => claimed.length)
    await settled()
    release!.resolve()
    expect(await handedOver).toBe(2)
    await settled()
    expect(claimed.map((task) => task.taskId).toSorted()).toEqual(await claimedInPostgres())
  })

  it('keeps to its slots where more arrives between its look at the queues and its claims', async () => {
    await settleStoryboard(world, await world.claimedStoryboard())
    await world.submit()
    const waiting: Pipeline['waiting'] = async (steps, countUpTo) => {
      const found = await world.pipeline.waiting(steps, countUpTo)
      for (let index = 0; index < 4; index++) await world.submit()
      return found
    }
    const { loop, claimed, mostInHand } = setup({ pipeline: { claim: world.pipeline.claim, waiting }, tasks: 4 })
    await loop.start()
    await expectClaimed(claimed, 4)
    await loop.stop()
    expect(mostInHand()).toBe(4)
    expect(await claimedInPostgres()).toHaveLength(4)
  })

  it('comes on where Postgres refuses its claims, but does not succeed, until one does', async () => {
    await world.submit()
    const { loop, claimed, log } = setup({ pollMs: 20, steps: ['storyboard'] })
    await world.sql.begin(async (tx) => {
      await tx`lock table tasks in access exclusive mode`
      await loop.start()
      await cancelClaim()
      await expect
        .poll(() => log, soon)
        .toContainEqual(expect.objectContaining({ error: expect.objectContaining({ code: '57014' }) }))
      expect(loop.comesOn()).toBe(true)
      await expect.poll(loop.succeeds, soon).toBe(false)
    })
    await expectClaimed(claimed, 1)
    expect([loop.comesOn(), loop.succeeds(), loop.succeeds()]).toEqual([true, true, true])
  })

  it('comes not on while its claims hang, or fail without a word of Postgres', async () => {
    await world.submit()
    const { loop } = setup({ pollMs: 20, pipeline: away(world.pipeline, 'claim', { calls: 1e9 }) })
    const hang = Promise.withResolvers<Awaited<ReturnType<Pipeline['claim']>>>()
    await loop.start()
    await expect.poll(loop.succeeds, soon).toBe(false)
    expect([loop.comesOn(), loop.comesOn()]).toEqual([false, false])
    const hanging = setup({ pipeline: { ...world.pipeline, claim: () => hang.promise } })
    await hanging.loop.start()
    expect([hanging.loop.comesOn(), hanging.loop.comesOn()]).toEqual([false, false])
    hang.resolve({ tasks: [], full: false })
  })

  it('does not come on by an empty claim while a claim of its own that was given up holds what waits', async () => {
    const videoId = await world.submit()
    const pipeline = away(world.pipeline, 'claim', { calls: 1 })
    const { loop, claimed, log } = setup({ pipeline, pollMs: 20, steps: ['storyboard'] })
    await world.sql.begin(async (tx) => {
      await tx`select 1 from pgboss.job for update`
      await loop.start()
      const passedOver = () => log.filter(({ level }) => level === 'warn').length
      await expect.poll(passedOver, soon).toBeGreaterThan(1)
      expect([loop.comesOn(), loop.succeeds()]).toEqual([false, false])
      expect(claimed).toEqual([])
    })
    await expectClaimed(claimed, 1)
    expect(claimed[0]?.video.id).toBe(videoId)
    await expect.poll(() => [loop.comesOn(), loop.succeeds()], soon).toEqual([true, true])
  })

  it('asks nothing more about an empty claim where none has failed', async () => {
    let asked = 0
    const waiting: Pipeline['waiting'] = (...wanted) => (asked++, world.pipeline.waiting(...wanted))
    let claims = 0
    const claim: Pipeline['claim'] = (request) => (claims++, world.pipeline.claim(request))
    const { loop } = setup({ pipeline: { claim, waiting }, pollMs: 5, steps: ['storyboard'] })
    await loop.start()
    await expect.poll(() => claims, soon).toBeGreaterThan(3)
    expect(asked).toBe(0)
  })
})
