/**
 * What must hold at every moment, whatever has happened: asked of Postgres, in one snapshot, so that it may be asked while
 * everything runs. Knows the tables and pg-boss's, and none of the code that writes them.
 */
import { GOOD_ENDS, HELD, plannedTasks, statusOf, TRANSITIONS, type StateCount, type TaskState } from '@reelyard/core'
import type postgres from 'postgres'

type Reader = postgres.TransactionSql

/** One sentence for each thing that is wrong, with its task's or video's id. Empty: all is well. */
export function brokenInvariants(sql: postgres.Sql): Promise<string[]> {
  return inOneSnapshot(sql, async (tx) => {
    const found: string[] = []
    for (const check of [...HISTORY, ...ATTEMPTS, ...JOBS, ...DEAD_LETTERS, videos]) found.push(...(await check(tx)))
    return found
  })
}

/** Those of the broken invariants that are moves outside the table of states, or a history with a hole. */
export function illegalMoves(sql: postgres.Sql): Promise<string[]> {
  return inOneSnapshot(sql, async (tx) => {
    const found: string[] = []
    for (const check of HISTORY) found.push(...(await check(tx)))
    return found
  })
}

function inOneSnapshot(sql: postgres.Sql, work: (tx: Reader) => Promise<string[]>): Promise<string[]> {
  return sql.begin<string[]>('isolation level repeatable read read only', work)
}

type Check = (tx: Reader) => Promise<string[]>

/** A query whose rows each have one column `sentence`. */
function check(query: (tx: Reader) => Promise<readonly postgres.Row[]>): Check {
  return async (tx) => (await query(tx)).map((row) => String(row.sentence))
}

const WAITING: string[] = ['pending', 'retry'] satisfies TaskState[]
const WITH_A_WORKER: string[] = [...HELD]
const DONE: string[] = ['completed', 'awaiting_review'] satisfies TaskState[]

const HISTORY: Check[] = [
  check((tx) => {
    const allowed = TRANSITIONS.flatMap(({ event, from, to }) => from.map((state) => [event, state, to].join(' ')))
    return tx`
      select format('Task %s: its move %s (%s, %s to %s) is not in the table of states.',
                    task_id, id, event, from_state, to_state) as sentence
        from moves where concat_ws(' ', event, from_state, to_state) <> all(${allowed}) order by id`
  }),
  check(
    (tx) => tx`
      select format('Task %s: its move %s (%s) starts from %s, but the task was %s.',
                    task_id, id, event, from_state, before) as sentence
        from (select *, coalesce(lag(to_state) over (partition by task_id order by id), 'pending') as before
                from moves) as history
       where from_state <> before order by id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: is %s, but its history ends in %s.', t.id, t.state, coalesce(last.to_state, 'pending'))
             as sentence
        from tasks t left join lateral (
          select to_state from moves where task_id = t.id order by id desc limit 1) last on true
       where t.state <> coalesce(last.to_state, 'pending') order by t.id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: its move %s (%s) bears the attempt %s, but %s claims had been made.',
                    task_id, id, event, attempt, claims) as sentence
        from (select *, count(*) filter (where event = 'claim') over (partition by task_id order by id) as claims
                from moves) as history
       where attempt <> claims order by id`,
  ),
]

const ATTEMPTS: Check[] = [
  check(
    (tx) => tx`
      select format('Task %s: has the attempts %s, but must have 1 to %s, each once.', t.id,
                    coalesce(string_agg(a.number::text, ',' order by a.number), 'none'), t.attempt) as sentence
        from tasks t left join attempts a on a.task_id = t.id group by t.id
      having count(a.number) <> t.attempt or count(distinct a.number) <> t.attempt
          or coalesce(max(a.number), 0) <> t.attempt order by t.id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: is %s, but its attempt %s has no end.', t.id, t.state, a.number) as sentence
        from attempts a join tasks t on t.id = a.task_id
       where a.outcome is null and (t.state::text <> all(${WITH_A_WORKER}::text[])
                                    or a.number <> t.attempt) order by t.id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: is %s in attempt %s, but that attempt has ended or is not there.', t.id, t.state, t.attempt)
             as sentence
        from tasks t
       where t.state::text = any(${WITH_A_WORKER}::text[])
         and not exists (select from attempts a where a.task_id = t.id and a.number = t.attempt and a.outcome is null)
       order by t.id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: %s of its attempts have succeeded since its last redo.', task_id, count(*)) as sentence
        from moves m
       where to_state::text = any(${DONE}::text[])
         and not exists (select from moves again where again.task_id = m.task_id and again.id > m.id
                            and again.event in ('redo', 'revise', 'redrive'))
       group by task_id having count(*) > 1 order by task_id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: has %s failures in %s attempts.', id, failures, attempt) as sentence
        from tasks where failures > attempt order by id`,
  ),
]

const JOBS: Check[] = [
  check(
    (tx) => tx`
      select format('Task %s: its job %s is %s in the queue %s, but the task is %s.',
                    job.data->>'taskId', job.id, job.state, job.name,
                    case when t.id is null then 'not there' when t.job_id <> job.id then t.state || ' with another job'
                         else t.state::text end) as sentence
        from pgboss.job left join tasks t on t.id::text = job.data->>'taskId'
       where job.state in ('created', 'retry', 'active') and job.name = any(enum_range(null::step_name)::text[])
         and (t.id is null or t.job_id <> job.id or t.step::text <> job.name
              or t.state::text <> all(case job.state when 'active' then ${WITH_A_WORKER}::text[]
                                               else ${WAITING}::text[] end))
       order by job.id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: is %s, but %s jobs wait for it.', t.id, t.state, count(job.id)) as sentence
        from tasks t left join pgboss.job on job.data->>'taskId' = t.id::text and job.state = 'created'
                                         and job.name = t.step::text
       where t.state::text = any(${WAITING}::text[])
       group by t.id having count(job.id) <> case when t.run_after = 'infinity' then 0 else 1 end
                         or bool_or(job.id <> t.job_id) order by t.id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: is parked, but nothing that it belongs to is paused.', t.id) as sentence
        from tasks t join videos v on v.id = t.video_id
       where t.state::text = any(${WAITING}::text[]) and t.run_after = 'infinity'
         and not exists (select from pauses p where p.channel_id = v.channel_id and (p.step is null or p.step = t.step))
       order by t.id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: is %s, but its job %s is %s.', t.id, t.state, t.job_id,
                    coalesce(job.state || ' at retry ' || job.retry_count, 'not there')) as sentence
        from tasks t left join pgboss.job on job.id = t.job_id and job.name = t.step::text
       where t.state::text = any(${WITH_A_WORKER}::text[])
         and (job.id is null or job.state <> 'active' or job.retry_count <> t.job_retry_count) order by t.id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: holds the job %s, but its attempt %s was claimed by the job %s.',
                    t.id, t.job_id, a.number, a.job_id) as sentence
        from tasks t join attempts a on a.task_id = t.id and a.number = t.attempt
       where t.state::text = any(${WITH_A_WORKER}::text[]) and a.job_id <> t.job_id order by t.id`,
  ),
]

const DEAD_LETTERS: Check[] = [
  check(
    (tx) => tx`
      select format('Task %s: failed for good %s times, but has %s dead letters.', t.id, failed.times, letters.n) as sentence
        from tasks t
        cross join lateral (
          select count(*) as times from moves m where m.task_id = t.id and m.to_state = 'failed' and m.event <> 'cancel'
        ) failed
        cross join lateral (select count(*) as n from dead_letters d where d.task_id = t.id) letters
       where failed.times <> letters.n order by t.id`,
  ),
  check(
    (tx) => tx`
      select format('Task %s: is %s (%s), but its dead letter is open.', t.id, t.state,
                    coalesce(t.error->>'code', 'no error')) as sentence
        from tasks t join dead_letters letter on letter.task_id = t.id and letter.ended_at is null
       where t.state <> 'failed' or t.error->>'code' = 'cancelled' order by t.id`,
  ),
  check(
    (tx) => tx`
      select format('Dead letter %s: %s, but its message %s in the queue.', coalesce(d.id, j.id),
                    case when d.id is null then 'is none' when d.ended_at is null then 'is open' else 'has ended' end,
                    case when j.id is null then 'is not' else 'is' end) as sentence
        from dead_letters d full join (select id from pgboss.job where name = 'dead_letters') j on j.id = d.id
       where (d.id is not null and d.ended_at is null) <> (j.id is not null) order by 1`,
  ),
]

/** The status of a video is a function of its tasks, and it is complete exactly when its plan is. */
const videos: Check = async (tx) => {
  const rows = await tx`
    select v.id, v.status, v.scene_count as scenes, (
             select coalesce(json_agg(counts), '[]') from (
               select step, state, coalesce(error->>'code' = 'cancelled', false) and state = 'failed' as cancelled,
                      count(*)::int as count from tasks where video_id = v.id group by 1, 2, 3) as counts) as counts
      from videos v order by v.id`
  return rows.flatMap((row) => {
    const counts = row.counts as Omit<StateCount, 'inScene'>[]
    const good = counts.filter(({ state }) => GOOD_ENDS.some((end) => end === state))
    const done = good.reduce((sum, { count }) => sum + count, 0)
    const planned = plannedTasks(Number(row.scenes))
    const wanted = statusOf(counts)
    return [
      ...(row.status === wanted ? [] : [`Video ${row.id}: is ${row.status}, but its tasks make it ${wanted}.`]),
      ...((row.status === 'completed') === (done === planned)
        ? []
        : [`Video ${row.id}: is ${row.status}, and ${done} of its ${planned} planned tasks have ended well.`]),
    ]
  })
}
