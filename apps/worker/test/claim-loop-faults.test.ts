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
})
