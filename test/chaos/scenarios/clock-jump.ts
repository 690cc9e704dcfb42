import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { WORKER_NAMES } from '../fleet.ts'
import { scenario } from '../strike.ts'
import { findVictim, type Victim } from '../victims.ts'

interface Jump {
  victim: 'web' | Victim
  hours: number
}

const PRELOAD = fileURLToPath(new URL('../preload/clock-jump.mjs', import.meta.url))
const HOURS = 48

/**
 * The wall clock of one process jumps by hours, there and back. Only Postgres's clock may decide about leases. It is
 * JavaScript's clock that jumps (`Date`), in the process's main thread and in its heartbeat's; the machine's own, which
 * Postgres and the scripts have, and the clock of timers stay as they are.
 */
export const clockJump = scenario<Jump>({
  env: (name, scratch) => ({ NODE_OPTIONS: `--import=${PRELOAD}`, CHAOS_CLOCK: clockOf(scratch, name) }),
  excused: [],
  pause: [0.5, 2],
  draw: (random) => ({
    victim: random.pick(['web', ...WORKER_NAMES] as const),
    hours: random.between(-HOURS, HOURS),
  }),
  short: [
    { victim: 'at work', hours: 40 },
    { victim: 'web', hours: -5 },
    { victim: 'in assembly', hours: -40 },
  ],
  strike: async (strike, { victim, hours }) => {
    const { world, note } = strike
    const place = victim === 'web' ? victim : await findVictim(strike, victim)
    note(`the clock of ${place} is ${hours.toFixed(1)} hours ahead`)
    await writeFile(clockOf(world.scratch, place), String(Math.round(hours * 3_600_000)))
  },
  missing: ({ logged, faults }) => {
    const [first] = faults
    const aside = logged.filter(({ time }) => Math.abs(Date.parse(time) - (first?.at.getTime() ?? 0)) > 3_600_000)
    return aside.length > 0 ? null : 'No worker has logged at a time that is not now.'
  },
})

/** Holds the milliseconds by which the process's clock is ahead. */
function clockOf(scratch: string, name: string): string {
  return `${scratch}.clock-${name}`
}
