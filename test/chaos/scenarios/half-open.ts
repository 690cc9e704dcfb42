import { WORKER_NAMES } from '../fleet.ts'
import { scenario } from '../strike.ts'
import { findVictim, heldBy, type Victim } from '../victims.ts'

interface Silence {
  victim: 'web' | Victim
  which: 'existing' | 'all'
  direction: 'to-target' | 'to-client' | 'both'
  /** Null: for good. */
  seconds: number | null
}

/** What a worker says whose heartbeat has no answer, or that has given up a connection. */
const NOTICED = /heartbeat failed|CONNECTION_SILENT/

/** Before the next strike, where one lasts for good. */
const AFTERWARDS_SECONDS = 2

/**
 * One process's connections to Postgres go silent: one way or both, those there are or also those to come, for some
 * seconds, or those there are for good. Nobody is told: neither an end nor a reset arrives. A worker may end itself where its
 * own means do not help.
 */
export const halfOpen = scenario<Silence>({
  excused: ['self_exits', 'attempts_burned', 'reruns'],
  pause: [0.5, 2],
  draw: (random, { leaseSeconds }) => {
    const victim = random.pick(['web', ...WORKER_NAMES] as const)
    const direction = random.pick(['to-target', 'to-client', 'both'] as const)
    const which = random.pick(['existing', 'all'] as const)
    const seconds = leaseSeconds * random.between(0.5, 2.5)
    const forGood = random.chance(0.4) && which === 'existing'
    return { victim, direction, which, seconds: forGood ? null : seconds }
  },
  // Before it holds a task: what it held would wait until it has given up each of its dead connections, one after the other.
  short: [{ victim: 'worker-1', which: 'existing', direction: 'both', seconds: null }],
  strike: async (strike, { victim, which, direction, seconds }) => {
    const { world, wait, note } = strike
    const place = victim === 'web' ? victim : await findVictim(strike, victim)
    const lasting = seconds === null ? 'for good' : `for ${seconds.toFixed(1)} s`
    const fault = note(`${place}: ${which} connections silent ${direction} ${lasting}`)
    const heal = world.proxies[place].blackhole(which, direction)
    fault.held = place === 'web' ? [] : await heldBy(world, world.fleet.current(place))
    await wait(seconds ?? AFTERWARDS_SECONDS)
    if (seconds !== null) heal()
  },
  missing: ({ faults, logged }) => {
    const struck = logged.filter(({ place }) => faults.some(({ what }) => what.startsWith(`${place}:`)))
    return struck.some(({ text }) => NOTICED.test(text)) ? null : 'No worker has noticed a silent connection.'
  },
})
