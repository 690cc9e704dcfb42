/** How long tasks took lately. */
import type { StepName } from '@reelyard/core'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

/** Of the newest videos of a channel this many are looked at … */
const LOOKED_AT = 500
/** … and of those that are complete so many count. */
const COUNTED = 20

/** The median seconds of the scripts of each step in the newest films: of a channel, or (null) of all. */
export function medianSeconds(
  tx: Transaction,
  channelId: string | null,
): Promise<{ step: StepName; seconds: number }[]> {
  return tx.run<{ step: StepName; seconds: number }>(sql`
    select t.step, percentile_cont(0.5) within group (order by extract(epoch from a.ended_at - a.started_at)) as seconds
      from (
        select id from (
          select v.id, v.status, v.created_at from videos v
           where ${channelId === null ? sql`true` : sql`v.channel_id = ${channelId}`}
           order by v.created_at desc, v.id desc limit ${LOOKED_AT}
        ) newest where status = 'completed' order by created_at desc limit ${COUNTED}
      ) films
      join tasks t on t.video_id = films.id
      join attempts a on a.task_id = t.id and a.number = t.attempt
     where a.outcome = 'succeeded' and a.started_at is not null
     group by t.step`)
}
