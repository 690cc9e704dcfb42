import { couldNotReachPostgres } from '../aftermath.ts'
import { findVictim, type Victim } from '../victims.ts'
import { scenario, type Strike } from '../strike.ts'

interface Termination {
  /** Who is to be busy with what at that moment; absent: anybody. */
  while?: Victim
  /** Which of the connections, in the order of their age: from this share of them on … */
  first: number
  /** … this share, once around. */
  share: number
  times: number
}

const AGAIN_SECONDS = 0.05

/** pg_terminate_backend on some of the connections of workers and web, whatever these are doing. */
export const killBackends = scenario<Termination>({
  excused: [],
  pause: [0.3, 1.5],
  draw: (random) => ({ first: random.between(0, 1), share: random.between(0.1, 1), times: 1 }),
  // Idle connections are replaced without a word: again and again, so that some are hit while they are used.
  short: [
    { while: 'at work', first: 0, share: 1, times: 8 },
    { while: 'in assembly', first: 0, share: 1, times: 8 },
  ],
  strike: async (strike, plan) => {
    if (plan.while) await findVictim(strike, plan.while)
    const { times } = plan
    strike.note(`pg_terminate_backend on ${(100 * plan.share).toFixed(0)} % of the connections, ${times} times`)
    for (let time = 0; time < times; time++) {
      await terminate(strike, plan)
      if (time < times - 1) await strike.wait(AGAIN_SECONDS)
    }
  },
  missing: couldNotReachPostgres,
})

async function terminate({ world }: Strike, { first, share }: Termination): Promise<void> {
  const rows = await world.sql`
    select pid from pg_stat_activity where application_name like 'reelyard %' order by backend_start, pid`
  const start = Math.floor(first * rows.length)
  const victims = [...rows, ...rows].slice(start, start + Math.ceil(share * rows.length)).map(({ pid }) => Number(pid))
  await world.sql`select pg_terminate_backend(pid) from unnest(${victims}::int[]) as victim(pid)`
}
