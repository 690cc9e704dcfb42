import { STEP_NAMES } from '@reelyard/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claiming, expectClaimed, type Claiming, type ClaimingOptions } from './claim-loop-world.ts'
import { openWorld, settleStoryboard, soon, type World } from './world.ts'

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

function setup(wanted: Omit<ClaimingOptions, 'pipeline'> = {}): Claiming {
  const one = claiming({ pipeline: world.pipeline, ...wanted })
  started.push(one)
  return one
}

async function submitMany(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index++) ids.push(await world.submit())
  return ids
}

describe('the claim loop', () => {
  it('claims what waits when it starts, each task once', async () => {
    const videos = await submitMany(4)
    const { loop, claimed } = setup()
    await loop.start()
    await expectClaimed(claimed, 4)
    expect(claimed.map((task) => task.video.id)).toEqual(videos)
  })

  it('holds no more tasks than it has slots, and takes the next as soon as one is free', async () => {
    await submitMany(6)
    const { loop, slots, claimed, end, mostInHand } = setup({ tasks: 3 })
    await loop.start()
    await expectClaimed(claimed, 3)
    expect(slots.free()).toBe(0)
    end(claimed[0]!)
    await expectClaimed(claimed, 4)
    await loop.stop()
    expect(await world.pipeline.waiting(STEP_NAMES, 10)).toHaveLength(1)
    expect(claimed).toHaveLength(4)
    expect(mostInHand()).toBe(3)
  })

  it.each([
    ['one step', ['storyboard'] as const],
    ['many steps', STEP_NAMES],
  ])('never sleeps beside a backlog of %s', async (_many, steps) => {
    const videos = await submitMany(15)
    const { loop, claimed, end, mostInHand } = setup({ tasks: 4, steps })
    await loop.start()
    for (let ended = 0; ended < videos.length; ended++) {
      await expect.poll(() => claimed.length, soon).toBeGreaterThan(ended)
      // Tells of a free slot, not of work: that there is more the loop must know by itself.
      end(claimed[ended]!)
    }
    expect(claimed.map((task) => task.video.id)).toEqual(videos)
    expect(mostInHand()).toBe(4)
  })

  it('takes the most urgent first over all its steps, and of equals the one nearest to the film', async () => {
    await settleStoryboard(world, await world.claimedStoryboard())
    await world.submit()
    await world.submit({ priority: 'low' })
    const urgent = await world.submit({ priority: 'high' })

    const { loop, claimed, end } = setup({ tasks: 1 })
    await loop.start()
    for (let count = 1; count <= 6; count++) {
      await expectClaimed(claimed, count)
      end(claimed.at(-1)!)
    }
    expect(claimed[0]?.video.id).toBe(urgent)
    const steps = ['storyboard', 'sound_effects', 'narration', 'assets', 'storyboard', 'storyboard']
    expect(claimed.map((task) => task.step)).toEqual(steps)
  })

  it('claims tasks of its own steps only', async () => {
    await world.submit()
    const { loop, claimed } = setup({ steps: ['assets', 'clips'] })
    await loop.start()
    loop.wake('storyboard')
    await loop.stop()
    expect(claimed).toEqual([])
    const other = setup({ steps: ['storyboard'] })
    await other.loop.start()
    await expectClaimed(other.claimed, 1)
  })

  it('claims when it is woken for a step', async () => {
    const { loop, claimed } = setup()
    await loop.start()
    await world.submit()
    loop.wake('storyboard')
    await expectClaimed(claimed, 1)
  })

  it('finds by its poll what nobody woke it for', async () => {
    const { loop, claimed } = setup({ pollMs: 20 })
    await loop.start()
    await world.submit()
    await expectClaimed(claimed, 1)
  })

  it('shares a backlog with another loop, no task going to both', async () => {
    await submitMany(20)
    const [one, other] = [setup({ tasks: 20 }), setup({ tasks: 20 })]
    await Promise.all([one.loop.start(), other.loop.start()])
    await expect.poll(() => one.claimed.length + other.claimed.length, soon).toBe(20)
    const ids = [...one.claimed, ...other.claimed].map((task) => task.taskId)
    expect(new Set(ids).size).toBe(20)
  })

  it('claims nothing before its start', async () => {
    await world.submit()
    const { loop, claimed } = setup()
    loop.wake()
    await loop.stop()
    expect(claimed).toEqual([])
  })

  it('hands over what it is claiming when it is stopped, and claims nothing more', async () => {
    await submitMany(3)
    const { loop, claimed } = setup()
    await loop.start()
    await loop.stop()
    expect(claimed).toHaveLength(3)
    await world.submit()
    loop.wake()
    await loop.stop()
    expect(claimed).toHaveLength(3)
  })
})
