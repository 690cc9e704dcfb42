/**
 * The one mover: no other statement in the system writes a task's state.
 *
 * The guard (state, and attempt where the caller holds one) is in the SQL, so of two movers in a race one moves the row
 * and the other gets nothing back: 'not moved' is an answer, not an exception. The history row is written by the same
 * statement. Where a statement also locks the video, the video is locked first, so that no two movers wait in a circle.
 */
import { edgesOf, type StepName, type TaskEvent, type TaskState } from '@reelyard/core'
import type { SQL } from 'drizzle-orm'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

export interface Move {
  event: TaskEvent
  /** Which tasks: a condition on `t` (tasks). */
  where: SQL
  /** More columns of the task to set, each as `column = value`. */
  set?: readonly SQL[]
  /** Worker or person. */
  by: string
  reason?: string | null
  /** Locks this video's row first: whoever ends a task must, since readiness is counted over the video's tasks. */
  lockVideo?: string
  /** Whether the running attempt counts as a failure. */
  countsAsFailure?: boolean
  /** Also stamps the attempt: it has started. */
  startsAttempt?: boolean
}

export interface MovedTask {
  id: string
  video_id: string
  step: StepName
  scene: number | null
  from_state: TaskState
  state: TaskState
  attempt: number
  failures: number
  max_attempts: number
  /** The job that was the task's before the move. */
  job_id: string
  job_retry_count: number
  priority: number
}

/** Each move is told to those who follow events. */
const told = (move: Move) => sql`, told as (
      insert into events (type, channel_id, video_id, task_id, data)
      select 'task.' || moved.state, v.channel_id, moved.video_id, moved.id, jsonb_build_object(
               'step', moved.step, 'scene', moved.scene, 'event', ${move.event}::text, 'from', moved.from_state,
               'to', moved.state, 'attempt', moved.attempt, 'by', ${move.by}::text, 'reason', ${move.reason ?? null}::text)
        from moved join videos v on v.id = moved.video_id
    )`

const startedAttempts = sql`, started as (
      update attempts a set started_at = now() from moved where a.task_id = moved.id and a.number = moved.attempt
    )`

/** After these a person wants it tried as often as at first. */
const STARTS_OVER: readonly TaskEvent[] = ['redrive', 'redo', 'revise']

/** Moves every task that the guard lets through; returns those. */
export function moveTasks(tx: Transaction, move: Move): Promise<MovedTask[]> {
  const { from, to, toWhenSpent } = edgesOf(move.event)
  const failure = move.countsAsFailure ? 1 : 0
  const target =
    to === toWhenSpent
      ? sql`${to}::task_state`
      : sql`(case when old.failures + ${failure} >= old.max_attempts then ${toWhenSpent} else ${to} end)::task_state`
  const assignments = [
    sql`state = ${target}`,
    STARTS_OVER.includes(move.event) ? sql`failures = 0` : sql`failures = old.failures + ${failure}::int`,
    ...(move.event === 'claim' ? [sql`attempt = old.attempt + 1`] : []),
    ...(move.set ?? []),
  ]
  return tx.run<MovedTask>(sql`
    with video as materialized (
      select id from videos where id = ${move.lockVideo ?? null}::uuid for no key update
    ), old as materialized (
      select t.id, t.state, t.attempt, t.failures, t.max_attempts, t.job_id
        from tasks t ${move.lockVideo ? sql`join video on video.id = t.video_id` : sql``}
       where ${move.where} and t.state = any(${sql.param(from)}::task_state[])
       order by t.id for no key update of t
    ), moved as (
      update tasks t set ${sql.join(assignments, sql`, `)}
        from old where t.id = old.id
      returning t.id, t.video_id, t.step, t.scene, old.state as from_state, t.state, t.attempt, t.failures,
                t.max_attempts, old.job_id as job_id, t.job_retry_count, t.priority
    ), logged as (
      insert into moves (task_id, event, from_state, to_state, attempt, moved_by, reason)
      select id, ${move.event}::task_event, from_state, state, attempt, ${move.by}, ${move.reason ?? null}::text from moved
    )${told(move)}${move.startsAttempt ? startedAttempts : sql``}
    select * from moved`)
}
