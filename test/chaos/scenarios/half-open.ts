import { WORKER_NAMES } from '../fleet.ts'
import { heldBy, type Scenario } from '../strike.ts'

/**
 * One process's connections to Postgres go silent: one way or both, those there are or also those to come, for some
 * seconds, or those there are for good. Nobody is told: neither an end nor a reset arrives.
 */
export const halfOpen: Scenario = {
  pause: [0.5, 2],
  strike: async ({ world, random, leaseSeconds, wait, note }) => {
    const victim = random.pick(['web', ...WORKER_NAMES] as const)
    const direction = random.pick(['to-target', 'to-client', 'both'] as const)
    const which = random.pick(['existing', 'all'] as const)
    const seconds = leaseSeconds * random.between(0.5, 2.5)
    const forGood = random.chance(0.4) && which === 'existing'
    const lasting = forGood ? 'for good' : `for ${seconds.toFixed(1)} s`
    const fault = note(`${victim}: ${which} connections silent ${direction} ${lasting}`)
    const heal = world.proxies[victim].blackhole(which, direction)
    fault.held = victim === 'web' ? [] : await heldBy(world, world.fleet.current(victim))
    await wait(seconds)
    if (!forGood) heal()
  },
}
