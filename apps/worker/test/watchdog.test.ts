import { afterEach, describe, expect, it } from 'vitest'
import { createWatchdog, type Watched } from '../src/watchdog.ts'
import { recordingLogger, soon } from './world.ts'

let stops: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const stop of stops) await stop()
  stops = []
})

/** A watchdog that looks each 5 ms at one or two that come on, until the test says otherwise. */
async function setup({ deaf = false } = {}) {
  const world = {
    well: true,
    hears: true,
    getsThrough: true,
    probe: (): Promise<unknown> => Promise.reject(new Error('no answer')),
    looks: 0,
    recoveries: 0,
    said: [] as string[],
    ends: [] as string[],
  }
  const stuck: Watched = {
    state: 'stuck',
    reason: 'a reason',
    isWell: () => (world.looks++, world.well),
    recoverTicks: 5,
    endTicks: 15,
    recover: async () => void world.recoveries++,
  }
  const ear: Watched = {
    ...stuck,
    state: 'deaf',
    reason: 'another',
    isWell: () => world.hears,
    recover: async () => {},
  }
  const { logger, log } = recordingLogger()
  const watchdog = createWatchdog({
    // The worst comes last, and wins all the same.
    watched: deaf
      ? [
          { ...ear, endTicks: 1e9 },
          { ...stuck, endTicks: 1e9 },
        ]
      : [stuck],
    tickMs: 5,
    getsThrough: () => world.getsThrough,
    probe: () => world.probe(),
    probeMs: 50,
    say: (state, reason) => void world.said.push(reason ? `${state}: ${reason}` : state),
    onEnd: (reason) => void world.ends.push(reason),
    logger,
  })
  stops.push(watchdog.stop)
  await watchdog.start()
  const looks = async (count: number) => {
    const until = world.looks + count
    await expect.poll(() => world.looks, soon).toBeGreaterThanOrEqual(until)
  }
  return { world, looks, watchdog, log }
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

  it.each([
    ['hangs', () => new Promise<void>(() => {})],
    ['fails on the way', () => Promise.reject(Object.assign(new Error('x'), { code: 'EPIPE' }))],
  ])('has the process ended where a probe of the pool %s', async (_how, probe) => {
    const { world } = await setup()
    Object.assign(world, { well: false, probe })
    await expect.poll(() => world.ends, soon).toEqual(['a reason'])
  })

  it.each([
    ['answers', async () => {}],
    ['refuses', () => Promise.reject(Object.assign(new Error('full'), { severity: 'FATAL', code: '53300' }))],
  ])('stays where Postgres %s the pool, says how it is, and tries again to recover', async (_how, probe) => {
    const { world } = await setup()
    Object.assign(world, { well: false, probe })
    await expect.poll(() => world.recoveries, soon).toBe(3)
    expect(world).toMatchObject({ said: ['stuck: a reason'], ends: [] })
    world.well = true
    await expect.poll(() => world.said, soon).toEqual(['stuck: a reason', 'ready'])
  })

  it('does not have the process ended by a probe that was lost after what it watches came on', async () => {
    const { world, looks } = await setup()
    const probing = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const probe = () => (probing.resolve(), answer.promise)
    Object.assign(world, { well: false, probe })
    await probing.promise
    world.well = true
    await looks(2)
    answer.reject(new Error('no answer'))
    await looks(20)
    expect(world.ends).toEqual([])
  })

  it('neither forgives nor counts while no heartbeat gets through', async () => {
    const { world, looks, log } = await setup()
    world.well = false
    await expect.poll(() => world.recoveries, soon).toBe(1)
    world.getsThrough = false
    await looks(40)
    expect(world).toMatchObject({ recoveries: 1, said: ['stuck: a reason'], ends: [] })
    expect(log.filter(({ message }) => message === 'recovered')).toEqual([])
    world.getsThrough = true
    await expect.poll(() => world.ends, soon).toEqual(['a reason'])
    expect(world.recoveries).toBe(1)
  })

  it('says the worst of what it finds, and content only when all come on', async () => {
    const { world, looks } = await setup({ deaf: true })
    world.hears = false
    await expect.poll(() => world.said, soon).toEqual(['deaf: another'])
    world.well = false
    await expect.poll(() => world.said, soon).toEqual(['deaf: another', 'stuck: a reason'])
    world.hears = true
    await looks(20)
    expect(world.said).toHaveLength(2)
    world.hears = false
    await looks(20)
    world.well = true
    await expect.poll(() => world.said.at(-1), soon).toBe('deaf: another')
    world.hears = true
    await expect.poll(() => world.said.at(-1), soon).toBe('ready')
    expect(world.said).toHaveLength(4)
  })

  it('looks at nothing after its stop, also when it is started again', async () => {
    const { world, watchdog, looks } = await setup()
    await looks(2)
    await watchdog.stop()
    await watchdog.start()
    const { looks: before } = world
    const { looks: meanwhile } = await setup()
    await meanwhile(10)
    expect(world.looks).toBe(before)
  })
})
