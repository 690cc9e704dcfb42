import type { Scenario } from '../strike.ts'

/** pg_terminate_backend on some of the connections of workers and web, whatever these are doing. */
export const killBackends: Scenario = {
  pause: [0.3, 1.5],
  strike: async ({ world, random, note }) => {
    const [first, share] = [random.between(0, 1), random.between(0.1, 1)]
    const rows = await world.sql`
      select pid from pg_stat_activity where application_name like 'reelyard %' order by backend_start, pid`
    const start = Math.floor(first * rows.length)
    const victims = [...rows, ...rows]
      .slice(start, start + Math.ceil(share * rows.length))
      .map(({ pid }) => Number(pid))
    note(`pg_terminate_backend on ${victims.length} of ${rows.length}`)
    await world.sql`select pg_terminate_backend(pid) from unnest(${victims}::int[]) as victim(pid)`
  },
}
