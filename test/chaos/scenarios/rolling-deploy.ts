import { WORKER_NAMES } from '../fleet.ts'
import { heldBy, type Scenario } from '../strike.ts'

/** One worker after the other is told to stop under load and is replaced; sometimes the new one starts before. */
export const rollingDeploy: Scenario = {
  isDeploy: true,
  pause: [0.5, 1.5],
  strike: async ({ world, number, random, note, wrong }) => {
    const place = WORKER_NAMES[number % WORKER_NAMES.length]!
    const overlap = random.chance(0.5)
    const old = world.fleet.current(place)
    // One that is still starting has nothing to drain.
    await old.ready
    if (overlap) await world.fleet.start(place).ready
    const fault = note(`SIGTERM ${place}${overlap ? ', beside its successor' : ''}`)
    const gone = world.fleet.retire(old)
    fault.held = overlap ? [] : await heldBy(world, old)
    const exit = await gone
    if (exit !== 0) wrong(`${place} ended with ${exit} on SIGTERM.`)
    if (!overlap) await world.fleet.start(place).ready
  },
}
