import type { Scenario } from '../strike.ts'

/** Postgres crashes every few seconds, is away for a moment, and recovers. Workers and web must stay. */
export const restartPostgres: Scenario = {
  pause: [3, 6],
  strike: async ({ world, random, wait, note }) => {
    const away = random.between(0, 1.5)
    note(`Postgres crashes, away for ${away.toFixed(1)} s`)
    await world.postgres.crash()
    await wait(away)
    await world.postgres.start()
  },
}
