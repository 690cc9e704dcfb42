import { WORKER_NAMES } from '../fleet.ts'
import { heldBy, type Scenario } from '../strike.ts'

/** SIGSTOP for longer than the lease, then SIGCONT: the worker wakes up beside those who have taken over its tasks. */
export const pauseWorker: Scenario = {
  pause: [0.5, 2],
  strike: async ({ world, random, leaseSeconds, wait, note }) => {
    const victim = world.fleet.current(random.pick(WORKER_NAMES))
    const seconds = leaseSeconds * random.between(1.2, 2.2)
    const fault = note(`SIGSTOP ${victim.name} for ${seconds.toFixed(1)} s`)
    victim.signal('SIGSTOP')
    fault.held = await heldBy(world, victim)
    await wait(seconds)
    victim.signal('SIGCONT')
  },
}
