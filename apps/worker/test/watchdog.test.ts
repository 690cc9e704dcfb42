import { afterEach, describe, expect, it } from 'vitest'
import { createWatchdog, type Watched } from '../src/watchdog.ts'
import { recordingLogger, soon } from './world.ts'

let stops: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const stop of stops) await stop()
  stops = []
})

/** A watchdog that looks each 5 ms at something that comes on, until the test says otherwise. */
async function setup() {
  const world = { well: true, getsThrough: true, looks: 0, recoveries: 0, said: [] as string[], ends: [] as string[] }
  const watched: Watched = {
    state: 'stuck',
    reason: 'a reason',
    isWell: () => (world.looks++, world.well),
    recoverTicks: 5,
    endTicks: 15,
    recover: async () => void world.recoveries++,
  }
  const watchdog = createWatchdog({
    watched: [watched],
    tickMs: 5,
    getsThrough: () => world.getsThrough,
    say: (state, reason) => void world.said.push(reason ? `${state}: ${reason}` : state),
    onEnd: (reason) => void world.ends.push(reason),
    logger: recordingLogger().logger,
  })
  stops.push(watchdog.stop)
  await watchdog.start()
  const looks = async (count: number) => {
    const until = world.looks + count
    await expect.poll(() => world.looks, soon).toBeGreaterThanOrEqual(until)
  }
  return { world, looks }
}

describe('the watchdog', () => {
  it('has nothing to say while all comes on', async () => {
    const { world, looks } = await setup()
    await looks(40)
    expect(world).toMatchObject({ recoveries: 0, said: [], ends: [] })
  })

  it('says what does not come on, tries once to recover it, and has the process ended where that does not help', async () => {
    const { world } = await setup()
    world.well = false
    await expect.poll(() => world.recoveries, soon).toBe(1)
    expect(world).toMatchObject({ said: ['stuck: a reason'], ends: [] })
    await expect.poll(() => world.ends, soon).toEqual(['a reason'])
    expect(world.recoveries).toBe(1)
  })

  it('is content again when what it recovered comes on', async () => {
    const { world, looks } = await setup()
    world.well = false
    await expect.poll(() => world.recoveries, soon).toBe(1)
    world.well = true
    await expect.poll(() => world.said, soon).toEqual(['stuck: a reason', 'ready'])
    await looks(40)
    expect(world.ends).toEqual([])
  })

  it('blames nobody while no heartbeat gets through: Postgres is away', async () => {
    const { world, looks } = await setup()
    Object.assign(world, { well: false, getsThrough: false })
    await looks(40)
    expect(world).toMatchObject({ recoveries: 0, said: [], ends: [] })
  })
})
