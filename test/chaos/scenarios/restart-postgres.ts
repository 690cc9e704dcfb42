import { couldNotReachPostgres } from '../aftermath.ts'
import { findVictim, type Victim } from '../victims.ts'
import { scenario } from '../strike.ts'

interface Crash {
  /** Who is to be busy with what at that moment; absent: anybody. */
  while?: Victim
  awaySeconds: number
}

/** Postgres crashes every few seconds, is away for a moment, and recovers. Workers and web must stay. */
export const restartPostgres = scenario<Crash>({
  excused: [],
  pause: [3, 6],
  draw: (random) => ({ awaySeconds: random.between(0, 1.5) }),
  short: [
    { while: 'at work', awaySeconds: 1 },
    // Shorter than the assembly that it meets.
    { while: 'in assembly', awaySeconds: 1.5 },
  ],
  strike: async (strike, { while: busy, awaySeconds }) => {
    const { world, wait, note } = strike
    if (busy) await findVictim(strike, busy)
    note(`Postgres crashes, away for ${awaySeconds.toFixed(1)} s`)
    await world.postgres.crash()
    await wait(awaySeconds)
    await world.postgres.start()
  },
  missing: couldNotReachPostgres,
})
