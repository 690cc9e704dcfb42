import { WORKER_NAMES } from '../fleet.ts'
import { scenario } from '../strike.ts'
import { findVictim, heldBy, type Victim } from '../victims.ts'

interface Retirement {
  /** Among those that are the next in this round; each round retires all three once. */
  victim: Victim | 'next'
  /** Whether the new one starts before. */
  overlap: boolean
}

/** One worker after the other is told to stop under load and is replaced; sometimes the new one starts before. */
export const rollingDeploy = scenario<Retirement>({
  isDeploy: true,
  excused: [],
  pause: [0.5, 1.5],
  draw: (random, { number }) => ({
    victim: WORKER_NAMES[number % WORKER_NAMES.length]!,
    overlap: random.chance(0.5),
  }),
  short: [
    // Assembly outlasts the time to drain: it is interrupted.
    { victim: 'in assembly', overlap: false },
    { victim: 'next', overlap: true },
    { victim: 'next', overlap: false },
  ],
  strike: async (strike, { victim, overlap }) => {
    const { world, note, wrong } = strike
    const left = world.fleet.leastRetired()
    const place = victim === 'next' ? left[0]! : await findVictim(strike, victim, left)
    const old = world.fleet.current(place)
    // One that is still starting has nothing to drain.
    await old.ready
    if (overlap) await world.fleet.start(place).ready
    const fault = note(`SIGTERM ${place}${overlap ? ', beside its successor' : ''}`)
    const gone = world.fleet.retire(place, old)
    fault.held = overlap ? [] : await heldBy(world, old)
    const exit = await gone
    if (exit !== 0) wrong(`${place} ended with ${exit} on SIGTERM.`)
    if (!overlap) await world.fleet.start(place).ready
  },
  missing: ({ attempts, retired }) => {
    if (retired.length < WORKER_NAMES.length) return `Only ${retired.join(' and ') || 'nobody'} was retired.`
    return attempts.interrupted ? null : 'No attempt was interrupted.'
  },
})
