import { anyWorker, findVictim, heldBy, type Victim } from '../victims.ts'
import { scenario } from '../strike.ts'

interface Pause {
  victim: Victim
  leases: number
}

/** SIGSTOP for longer than the lease, then SIGCONT: the worker wakes up beside those who have taken over its tasks. */
export const pauseWorker = scenario<Pause>({
  excused: ['attempts_burned', 'reruns'],
  pause: [0.5, 2],
  draw: (random) => ({ victim: anyWorker(random), leases: random.between(1.2, 2.2) }),
  short: [{ victim: 'in assembly', leases: 1.7 }],
  strike: async (strike, { victim, leases }) => {
    const { world, leaseSeconds, wait, note } = strike
    const paused = world.fleet.current(await findVictim(strike, victim))
    const seconds = leaseSeconds * leases
    const fault = note(`SIGSTOP ${paused.name} for ${seconds.toFixed(1)} s`)
    paused.signal('SIGSTOP')
    fault.held = await heldBy(world, paused)
    await wait(seconds)
    paused.signal('SIGCONT')
  },
  missing: ({ attempts }) => (attempts.lost ? null : 'No attempt was lost.'),
})
