import { describe, expect, it, onTestFinished } from 'vitest'
import { setup, soon, type World } from './world.ts'

/** A listener through the proxy, and what it has heard. */
async function listening({ db }: World) {
  const heard: string[] = []
  const listened: number[] = []
  const faults: unknown[] = []
  const listener = await db.listen(
    'News of the day',
    (payload) => heard.push(payload),
    () => listened.push(performance.now()),
    (fault) => faults.push(fault),
  )
  onTestFinished(() => listener.close())
  return { heard, listened, listener, faults }
}

const tell = ({ sql }: World, payload: string) => sql.notify('News of the day', payload)

describe('a LISTEN', () => {
  it('hears what is notified, and proves itself while nothing is', async () => {
    const world = await setup()
    const { heard, listened, listener } = await listening(world)
    await tell(world, 'one')
    await expect.poll(() => heard, soon).toEqual(['one'])
    const before = listener.lastHeard()
    await expect.poll(() => listener.lastHeard(), soon).toBeGreaterThan(before + 600)
    expect({ heard, listened: listened.length }).toEqual({ heard: ['one'], listened: 1 })
  })

  it.each(['to-target', 'to-client', 'both'] as const)('finds out that it is silent in direction %s', async (lost) => {
    const world = await setup()
    const { heard, listened } = await listening(world)
    world.proxy.blackhole('existing', lost)
    await expect.poll(() => listened, soon).toHaveLength(2)
    await tell(world, 'afterwards')
    await expect.poll(() => heard, soon).toEqual(['afterwards'])
    expect(listened[1]! - listened[0]!).toBeLessThan(6_000)
  })

  it('comes back after its backend was ended, and after a long time without a network', async () => {
    const world = await setup({ connectSeconds: 0.3 })
    const { heard, listened, faults } = await listening(world)
    await world.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'under test'`
    await expect.poll(() => listened, soon).toHaveLength(2)
    const heal = world.proxy.blackhole('all', 'both')
    await world.sql`select pg_sleep(3)`
    expect(listened).toHaveLength(2)
    heal()
    await expect.poll(() => listened, soon).toHaveLength(3)
    await tell(world, 'back')
    await expect.poll(() => heard, soon).toEqual(['back'])
    expect(faults).toEqual([])
  })

  it('tells why Postgres refuses it, but not at each try', async () => {
    const { db, sql } = await setup()
    const faults: unknown[] = []
    const none = () => {}
    // A name that Postgres does not take stands for a missing permission, or a standby.
    const listener = await db.listen('', none, none, (fault) => faults.push(fault))
    await sql`select pg_sleep(1.5)`
    expect(faults).toEqual([expect.objectContaining({ code: '42601' })])
    await listener.close()
  })

  it('is started where there is no network yet', async () => {
    const world = await setup({ connectSeconds: 0.3 })
    const heal = world.proxy.blackhole('all', 'both')
    const { listened } = await listening(world)
    expect(listened).toEqual([])
    heal()
    await expect.poll(() => listened, soon).toHaveLength(1)
  })
})
