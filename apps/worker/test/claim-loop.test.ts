import { randomUUID } from 'node:crypto'
import { BUILT_IN_VOICES, STEP_NAMES, type Priority, type StepName } from '@reelyard/core'
import { openPipeline, type ClaimedTask, type Pipeline } from '@reelyard/pipeline'
import { createLogger } from '@reelyard/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts'
import { createClaimLoop, type ClaimLoop } from '../src/claim-loop.ts'
import { createSlots, type Slots } from '../src/slots.ts'

let database: FreshDatabase
let pipeline: Pipeline
let loops: ClaimLoop[]

beforeEach(async () => {
  database = await freshDatabase()
  loops = []
  pipeline = await openPipeline({
    databaseUrl: database.url,
    applicationName: 'test',
    housekeeping: false,
    onError: (error) => {
      throw error
    },
  })
})

afterEach(async () => {
  for (const loop of loops) await loop.stop()
  await pipeline.close()
  await database.drop()
})

interface Setup {
  loop: ClaimLoop
  slots: Slots
  /** In the order of claiming. */
  claimed: ClaimedTask[]
  /** Frees the slot of a task, as its end would. */
  end(task: ClaimedTask): void
}

/** A loop that polls once an hour: what it claims it was woken for. */
function setup(wanted: { tasks?: number; steps?: readonly StepName[]; pollMs?: number } = {}): Setup {
  const { tasks = 5, steps = STEP_NAMES, pollMs = 3_600_000 } = wanted
  const slots = createSlots({ tasks, bytes: 10_000_000 })
  const claimed: ClaimedTask[] = []
  const loop = createClaimLoop({
    pipeline,
    worker: 'worker-1',
    steps,
    slots,
    leaseSeconds: 15,
    pollMs,
    logger: createLogger('silent', {}),
    onTask: (task) => void claimed.push(task),
  })
  loops.push(loop)
  const end = (task: ClaimedTask) => {
    slots.leave(task)
    loop.wake(task.step)
  }
  return { loop, slots, claimed, end }
}

async function submit(priority: Priority = 'normal'): Promise<string> {
  const order = { title: randomUUID(), scenes: [{ narration: 'One.' }], priority }
  const { videoId } = await pipeline.submit(order, BUILT_IN_VOICES)
  return videoId!
}

async function submitMany(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index++) ids.push(await submit())
  return ids
}

/** Settles a storyboard, so that its scene's first tasks wait. */
async function settleStoryboard(task: ClaimedTask): Promise<void> {
  const scenes = [{ narration: 'One.', visual: 'v', sound: 's', motion: 'still' }]
  await pipeline.start(task)
  await pipeline.succeed(task, { outcome: 'succeeded', artifacts: [], result: { scenes }, log: [], cost: null })
}

const soon = { timeout: 10_000, interval: 10 }

function expectClaimed(claimed: ClaimedTask[], count: number): Promise<void> {
  return expect.poll(() => claimed.length, soon).toBe(count)
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
    const { loop, slots, claimed, end } = setup({ tasks: 3 })
    await loop.start()
    await expectClaimed(claimed, 3)
    expect(slots.free()).toBe(0)
    end(claimed[0]!)
    await expectClaimed(claimed, 4)
    await loop.stop()
    expect(await pipeline.waiting(STEP_NAMES, 10)).toHaveLength(1)
    expect(claimed).toHaveLength(4)
  })

  it.each([
    ['one step', ['storyboard'] as const],
    ['many steps', STEP_NAMES],
  ])('never sleeps beside a backlog of %s', async (_many, steps) => {
    const videos = await submitMany(15)
    const { loop, claimed, slots } = setup({ tasks: 4, steps })
    await loop.start()
    for (let ended = 0; ended < videos.length; ended++) {
      await expect.poll(() => claimed.length, soon).toBeGreaterThan(ended)
      slots.leave(claimed[ended]!)
      // Tells of a free slot, not of work: that there is more the loop must know by itself.
      loop.wake('publish')
    }
    expect(new Set(claimed.map((task) => task.video.id))).toEqual(new Set(videos))
  })

  it('takes the most urgent first over all its steps, and of equals the one nearest to the film', async () => {
    await submit()
    const first = setup({ tasks: 1 })
    await first.loop.start()
    await expectClaimed(first.claimed, 1)
    await settleStoryboard(first.claimed[0]!)
    await first.loop.stop()
    await submit()
    await submit('low')
    const urgent = await submit('high')

    const { loop, claimed, end } = setup({ tasks: 1 })
    await loop.start()
    for (let count = 1; count <= 6; count++) {
      await expectClaimed(claimed, count)
      end(claimed.at(-1)!)
      loop.wake()
    }
    expect(claimed[0]?.video.id).toBe(urgent)
    const steps = ['storyboard', 'sound_effects', 'narration', 'assets', 'storyboard', 'storyboard']
    expect(claimed.map((task) => task.step)).toEqual(steps)
  })

  it('claims tasks of its own steps only', async () => {
    await submit()
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
    await submit()
    loop.wake('storyboard')
    await expectClaimed(claimed, 1)
  })

  it('finds by its poll what nobody woke it for', async () => {
    const { loop, claimed } = setup({ pollMs: 20 })
    await loop.start()
    await submit()
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
    await submit()
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
    await submit()
    loop.wake()
    await loop.stop()
    expect(claimed).toHaveLength(3)
  })
})
