import type { Db as IDatabase } from 'pg-boss'
import { SCHEMA } from './install.ts'

/** How much waits in a queue that is no step's. */
export interface ResultQueueDepth {
  queue: string
  /** May be taken now. */
  waiting: number
  /** Wait for their time to be tried again. */
  delayed: number
  running: number
  /** Seconds that the one has waited which waits longest. */
  oldestSeconds: number | null
}

const DEPTHS = `
  select wanted.name as queue,
         (count(*) filter (where state in ('created', 'retry') and start_after <= now()))::int as waiting,
         (count(*) filter (where state in ('created', 'retry') and start_after > now()))::int as delayed,
         (count(*) filter (where state = 'active'))::int as running,
         extract(epoch from now() - min(start_after)
           filter (where state in ('created', 'retry') and start_after <= now()))::float8 as "oldestSeconds"
    from unnest($1::text[]) with ordinality as wanted(name, place)
    left join ${SCHEMA}.job on job.name = wanted.name and job.state < 'completed'
   group by wanted.name, wanted.place order by wanted.place`

/** One entry a queue, in the order in which they are named. */
export async function depthsOf(db: IDatabase, queues: readonly string[]): Promise<ResultQueueDepth[]> {
  const { rows } = await db.executeSql(DEPTHS, [[...queues]])
  return rows as ResultQueueDepth[]
}
