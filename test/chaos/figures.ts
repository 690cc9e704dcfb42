/** What a run comes to: counted from the scripts' own file, from the accepted orders, and from Postgres. */
import { GOOD_ENDS, plannedTasks } from '@reelyard/core'
import type postgres from 'postgres'
import { MEANT_FAILURE } from './channels.ts'
import type { Effect } from './effects.ts'
import { SCENES } from './load.ts'
import type { Fault } from './strike.ts'

export interface Figures {
  videos: number
  tasks: number
  /** Planned tasks that have no good end, or whose accepted attempt has no end of its own telling. */
  lost: number
  /** See report.ts. */
  duplicated_effects: number
  /** See report.ts. */
  reruns: number
  recovery_ms: { p50: number | null; p99: number | null; most: number | null; samples: number }
  /** Failed or lost attempts that no script has asked for. */
  attempts_burned: number
  /** Attempts that nobody knew he had: the claim was committed, and the answer lost with its connection. Not in the above. */
  lost_claims: number
  attempts: Record<string, number>
  late_results: number
}

interface Attempt {
  taskId: string
  number: number
  outcome: string | null
  code: string | null
  started: boolean
}

/** `accepted`: ids of the videos that the web app said it had taken. */
export async function figuresOf(
  sql: postgres.Sql,
  effects: readonly Effect[],
  accepted: readonly string[],
  faults: readonly Fault[],
): Promise<Figures> {
  const attempts = await readAttempts(sql)
  const videos = new Set([...accepted, ...(await sql`select id from videos`).map((row) => String(row.id))])
  const tasks = videos.size * plannedTasks(SCENES)
  const [late] = await sql`select count(*)::int as n from attempts where late_result is not null`
  return {
    videos: videos.size,
    tasks,
    lost: tasks - (await wellEnded(sql, attempts, effects)),
    duplicated_effects: duplicatedEffects(attempts, effects),
    reruns: reruns(attempts, effects),
    recovery_ms: summary(await recoveries(sql, faults)),
    attempts_burned: attempts.filter((attempt) => isBurned(attempt) && !isUnheardOf(attempt)).length,
    lost_claims: attempts.filter(isUnheardOf).length,
    attempts: countBy(attempts.map(({ outcome }) => outcome ?? 'open')),
    late_results: Number(late?.n),
  }
}

function countBy(words: readonly string[]): Record<string, number> {
  return Object.fromEntries([...new Set(words)].map((word) => [word, words.filter((other) => other === word).length]))
}

async function readAttempts(sql: postgres.Sql): Promise<Attempt[]> {
  const rows =
    await sql`select task_id, number, outcome, error->>'code' as code, started_at is not null as started from attempts`
  return rows.map((row) => ({
    taskId: String(row.task_id),
    number: Number(row.number),
    outcome: row.outcome as string | null,
    code: row.code as string | null,
    started: Boolean(row.started),
  }))
}

function isUnheardOf({ outcome, started }: Attempt): boolean {
  return outcome === 'lost' && !started
}

function isBurned({ outcome, code }: Attempt): boolean {
  return outcome === 'lost' || outcome === 'permanent' || (outcome === 'temporary' && code !== MEANT_FAILURE)
}

const key = ({ taskId, attempt }: { taskId: string; attempt: number }) => `${taskId} ${attempt}`

/** Postgres and the script agree: the accepted attempt has run to its end. */
async function wellEnded(sql: postgres.Sql, attempts: readonly Attempt[], effects: readonly Effect[]): Promise<number> {
  const ended = new Set(effects.filter(({ moment }) => moment === 'end').map(key))
  const good = new Set(
    (await sql`select id from tasks where state::text = any(${[...GOOD_ENDS]})`).map((row) => String(row.id)),
  )
  const accepted = attempts.filter(({ outcome }) => outcome === 'succeeded')
  const told = accepted.filter(({ taskId, number }) => ended.has(key({ taskId, attempt: number })))
  return new Set(told.map(({ taskId }) => taskId).filter((id) => good.has(id))).size
}

function duplicatedEffects(attempts: readonly Attempt[], effects: readonly Effect[]): number {
  const begun = effects.filter(({ moment }) => moment === 'begin').map(key)
  const known = new Set(attempts.map(({ taskId, number }) => key({ taskId, attempt: number })))
  const succeeded = attempts.filter(({ outcome }) => outcome === 'succeeded' || outcome === 'reused')
  const again = begun.length - new Set(begun).size
  const acceptedAgain = succeeded.length - new Set(succeeded.map(({ taskId }) => taskId)).size
  return again + acceptedAgain + new Set(begun.filter((run) => !known.has(run))).size
}

function reruns(attempts: readonly Attempt[], effects: readonly Effect[]): number {
  const accepted = new Set(
    attempts
      .filter(({ outcome }) => outcome === 'succeeded')
      .map(({ taskId, number }) => key({ taskId, attempt: number })),
  )
  return new Set(effects.filter((effect) => effect.moment === 'end' && !accepted.has(key(effect))).map(key)).size
}

/** Milliseconds from each fault to the first sign that it has been got over. Without a sign, no sample: that is stuck. */
async function recoveries(sql: postgres.Sql, faults: readonly Fault[]): Promise<number[]> {
  const found: number[] = []
  for (const { at, held } of faults) {
    const signs = held
      ? await Promise.all(held.map(({ taskId, attempt }) => nextOfTask(sql, at, taskId, attempt)))
      : [await nextStart(sql, at)]
    found.push(...signs.filter((ms) => ms !== null))
  }
  return found
}

/** Until a later attempt has started, or this one has been settled after all. */
async function nextOfTask(sql: postgres.Sql, at: Date, taskId: string, attempt: number): Promise<number | null> {
  const [row] = await sql`
    select extract(epoch from min(moved_at) - ${at}::timestamptz)::float8 * 1000 as ms from moves
     where task_id = ${taskId} and moved_at > ${at}::timestamptz
       and ((event = 'start' and attempt > ${attempt}) or (event not in ('claim', 'start', 'expire')))`
  return row?.ms ?? null
}

async function nextStart(sql: postgres.Sql, at: Date): Promise<number | null> {
  const [row] = await sql`
    select extract(epoch from min(moved_at) - ${at}::timestamptz)::float8 * 1000 as ms from moves
     where moved_at > ${at}::timestamptz and event = 'start'`
  return row?.ms ?? null
}

function summary(sample: readonly number[]): Figures['recovery_ms'] {
  const sorted = sample.map(Math.round).sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
  return { p50: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? null, samples: sorted.length }
}
