/** What the tables say, in the words of the model. */
import type { StepName } from '@reelyard/core'
import type postgres from 'postgres'
import { keyOf, statusOf, type Key, type Model, type Task } from './model.ts'
import { toldIn, type Told } from './plan.ts'
import { fileLine } from './remake.ts'
import type { World } from './world.ts'

/** One task as it stands, in the tables or in the model. */
interface Standing extends Pick<Task, 'state' | 'failures' | 'mustRun' | 'checkpoint' | 'cancelled' | 'reads'> {
  told: Told
  delayed: boolean
  overdue: boolean
  letters: string[]
  /** Outcome of each attempt, `!` where a result came too late. */
  attempts: string[]
}

export interface Tables {
  tasks: Record<Key, Standing>
  /** `status`, number of scenes. */
  videos: Record<string, [string, number]>
  /** Messages in the dead-letter queue without an open letter, and the other way round; jobs and tasks likewise. */
  strays: { letters: number; jobs: number }
  /** Ids, for the model to take over, and the digest of what each task works, or has worked, on. */
  ids: { key: Key; task: string; letter: string | null; digest: string }[]
}

export async function readTables({ sql, videos }: World): Promise<Tables> {
  const names = new Map([...videos].map(([name, id]) => [id, name]))
  const [tasks, films, [letters], [jobs]] = await Promise.all([
    taskRows(sql),
    sql`select id, status, scene_count from videos`,
    sql`
      select count(*)::int as strays from (select id from dead_letters where ended_at is null) as letter
        full join (select id from pgboss.job where name = 'dead_letters' and state = 'created') as message using (id)
       where letter.id is null or message.id is null`,
    sql`
      select count(*)::int as strays from (
          select job_id as id, case when state in ('pending', 'retry') then 'created' else 'active' end as state
            from tasks where state in ('pending', 'retry', 'claimed', 'processing')) as task
        full join (select id, state::text from pgboss.job where name <> 'dead_letters' and state < 'completed') as job
          using (id, state)
       where task.id is null or job.id is null`,
  ])
  const rows = tasks.map((row) => ({ row, key: keyOf(names.get(String(row.video_id))!, place(row)) }))
  return {
    tasks: Object.fromEntries(rows.map(({ row, key }) => [key, standing(row)])),
    videos: Object.fromEntries(films.map((row) => [names.get(String(row.id))!, [row.status, row.scene_count]])),
    strays: { letters: Number(letters?.strays), jobs: Number(jobs?.strays) },
    ids: rows.map(({ row, key }) => ({
      ...{ key, task: row.id as string, letter: row.letter_ids?.[0] ?? null, digest: row.input_digest as string },
    })),
  }
}

function taskRows(sql: postgres.Sql) {
  return sql`
    select t.id, t.video_id, t.step, t.scene, t.state, t.failures, t.must_run, t.parameters, t.inputs, t.input_digest,
           t.checkpoint::float8 as checkpoint, t.state in ('pending', 'retry') and t.run_after > now() as delayed,
           coalesce(t.state in ('pending', 'retry') and job.start_after > now(), false) as job_delayed,
           coalesce(t.lease_until < now(), false) as overdue, letters.codes, letters.ids as letter_ids,
           t.state = 'failed' and exists (select from moves where task_id = t.id and event = 'cancel'
             and id = (select max(id) from moves where task_id = t.id)) as cancelled,
           coalesce(runs.outcomes, '{}') as attempts
      from tasks t
      left join pgboss.job on job.id = t.job_id and job.name = t.step::text and job.state = 'created'
      left join lateral (select array_agg(id) as ids, array_agg(code) as codes from dead_letters d
                          where d.task_id = t.id and d.ended_at is null) as letters on true
      left join lateral (select array_agg(coalesce(outcome::text, 'runs')
                                          || case when late_result is null then '' else '!' end order by number) as outcomes
                           from attempts a where a.task_id = t.id) as runs on true`
}

function place(row: postgres.Row) {
  return { step: row.step as StepName, scene: row.scene as number | null }
}

function standing(row: postgres.Row): Standing {
  const delayed = row.delayed === true
  if (delayed !== row.job_delayed) throw new Error(`The task ${row.id} and its job are delayed otherwise.`)
  return {
    state: row.state,
    failures: row.failures,
    mustRun: row.must_run,
    checkpoint: row.checkpoint,
    cancelled: row.cancelled,
    told: toldIn(row.step, row.parameters),
    reads: (row.inputs as Parameters<typeof fileLine>[0][]).map(fileLine).sort(),
    delayed,
    overdue: row.overdue,
    // A script may say so too; under what name that is kept is not the model's affair.
    letters: (row.codes ?? []).map((code: string) => code.replace(/.*cancelled$/, 'cancelled')),
    attempts: row.attempts,
  }
}

/** The model, in the same form. */
export function tablesOf(model: Model): Omit<Tables, 'ids'> {
  const tasks = Object.values(model.tasks).map((task): [Key, Standing] => {
    const { state, failures, mustRun, checkpoint, cancelled, told, reads, delayed, overdue, letter } = task
    const attempts = task.attempts.map(({ outcome, late }) => `${outcome ?? 'runs'}${late ? '!' : ''}`)
    const letters = letter ? [letter.code] : []
    return [
      task.key,
      { state, failures, mustRun, checkpoint, cancelled, told, reads, delayed, overdue, letters, attempts },
    ]
  })
  const videos = Object.values(model.videos).map((video): [string, [string, number]] => [
    video.name,
    [statusOf(model, video), video.scenes.length],
  ])
  return { tasks: Object.fromEntries(tasks), videos: Object.fromEntries(videos), strays: { letters: 0, jobs: 0 } }
}

/** What differs, a sentence each. */
export function differences(seen: Tables, expected: Omit<Tables, 'ids'>): string[] {
  const of = (what: string, left: object, right: object): string[] =>
    [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((name) => {
      const [one, other] = [left, right].map((all) => (all as Record<string, unknown>)[name])
      const [text, wanted] = [sorted(one), sorted(other)]
      if (text === wanted) return []
      if (what === 'task' && one && other) return of(`${name}:`, one, other)
      return [`${what} ${name} is ${text}, but the model expects ${wanted}`]
    })
  return [
    ...of('task', seen.tasks, expected.tasks),
    ...of('video', seen.videos, expected.videos),
    ...of('number of stray', seen.strays, expected.strays),
  ]
}

function sorted(value: unknown): string {
  return (
    JSON.stringify(value, (_key, member: unknown) =>
      member !== null && typeof member === 'object' && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
        : member,
    ) ?? 'not there'
  )
}
