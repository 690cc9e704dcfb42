/** What waits and what runs, step by step. */
import type { StepName } from '@reelyard/core'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

export interface StepQueueRow {
  step: StepName
  /** May run now. */
  waiting: number
  /** Wait for their time to be tried again. */
  delayed: number
  /** Parked by a pause of their channel. */
  held: number
  running: number
  /** Seconds that the one has waited which waits longest. */
  oldestSeconds: number | null
  deadLetters: number
  /** The step as a whole, or everything. */
  paused: boolean
}

/**
 * One row a step, in the order of the plan; with `channels`, counting only what is theirs. A task waits since its delay was
 * over, since its last move, or since it was made.
 */
export function stepQueues(tx: Transaction, channels: readonly string[] | null): Promise<StepQueueRow[]> {
  const theirs = sql.param(channels)
  return tx.run<StepQueueRow>(sql`
    with open as (
      select t.step, t.state, t.run_after, coalesce(nullif(t.run_after, 'infinity'), last.moved_at, t.created_at) as since
        from (
          select * from tasks where state in ('pending', 'retry') union all select * from tasks where lease_until is not null
        ) as t
        left join videos v on v.id = t.video_id and ${theirs}::text[] is not null
        left join lateral (
          select moved_at from moves where task_id = t.id and t.attempt > 0 order by id desc limit 1) last on true
       where (${theirs}::text[] is null or v.channel_id = any(${theirs}::text[]))
    ), counted as (
      select step,
             (count(*) filter (where is_waiting))::int as waiting,
             (count(*) filter (where state in ('pending', 'retry') and not is_waiting and not is_held))::int as delayed,
             (count(*) filter (where is_held and state in ('pending', 'retry')))::int as held,
             (count(*) filter (where state in ('claimed', 'processing')))::int as running,
             extract(epoch from now() - min(since) filter (where is_waiting))::float8 as oldest
        from open, lateral (
          select state in ('pending', 'retry') and (run_after is null or run_after <= now()) as is_waiting,
                 coalesce(run_after = 'infinity', false) as is_held
        ) as flags group by step
    ), letters as (
      select step, count(*)::int as count from dead_letters
       where ended_at is null and (${theirs}::text[] is null or channel_id = any(${theirs}::text[])) group by step
    )
    select all_steps.step, coalesce(waiting, 0) as waiting, coalesce(delayed, 0) as delayed, coalesce(held, 0) as held,
           coalesce(running, 0) as running, case when oldest < 0 then 0 else oldest end as "oldestSeconds",
           coalesce(letters.count, 0) as "deadLetters",
           exists (select 1 from pauses p where p.channel_id is null and (p.step is null or p.step = all_steps.step))
             as paused
      from unnest(enum_range(null::step_name)) as all_steps(step)
      left join counted on counted.step = all_steps.step
      left join letters on letters.step = all_steps.step
     order by all_steps.step`)
}

/** A task that somebody holds. */
export interface CurrentTaskRow {
  taskId: string
  /** The worker's name. */
  worker: string
  videoId: string
  step: StepName
  scene: number | null
  attempt: number
  /** When it was claimed. */
  since: string
}

/** All that are held, by the time of their claim; with `channels`, only theirs. */
export function currentTasks(tx: Transaction, channels: readonly string[] | null): Promise<CurrentTaskRow[]> {
  return tx.run<CurrentTaskRow>(sql`
    select t.id as "taskId", t.worker, t.video_id as "videoId", t.step, t.scene, t.attempt, t.claimed_at as since
      from tasks t join videos v on v.id = t.video_id
     where t.lease_until is not null
       and (${sql.param(channels)}::text[] is null or v.channel_id = any(${sql.param(channels)}::text[]))
     order by t.claimed_at, t.id limit ${CURRENT_MOST}`)
}

/** A bound: a thousand workers with ten slots each. */
const CURRENT_MOST = 10_000
