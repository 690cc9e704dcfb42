/**
 * The table of worker processes. No Drizzle here: the thread that beats loads this file, and its memory counts.
 */
import type { SqlExecutor } from './database.ts'
import { renewal } from './leases.ts'
import type { HeldTask } from './tasks.ts'

/** What keeps a worker from working, or not. */
export type WorkerState = 'ready' | 'draining' | 'deaf' | 'stuck'

/** What does not change while a worker process lives. */
export interface WorkerProcess {
  /** Of the process: a restarted worker is another one, of the same name. */
  id: string
  name: string
  version: string
  host: string
  pid: number
  steps: readonly string[]
  slots: number
  leaseSeconds: number
}

/** What a worker says at each beat. */
export interface Beat extends WorkerProcess {
  state: WorkerState
  reason: string | null
  /** How long the process has been there. */
  upSeconds: number
  /** Null where it has claimed nothing yet. */
  secondsSinceClaim: number | null
  /** Whose leases are renewed. */
  held: readonly HeldTask[]
}

/**
 * One statement: renews the leases of all held tasks, and writes down how the worker is. Returns the tasks that it holds no
 * longer. Where nothing is held it does not touch the tasks, so that it gets through while they are locked.
 */
export async function sendBeat(db: SqlExecutor, beat: Beat): Promise<HeldTask[]> {
  if (beat.held.length === 0) {
    await db.executeSql(saying(0), sayingValues(beat))
    return []
  }
  const { clauses, values } = renewal({ ...beat, worker: beat.name })
  const text = `with ${clauses}, said as (${saying(values.length)}) select id::text, attempt from lost`
  const { rows } = await db.executeSql(text, [...values, ...sayingValues(beat)])
  return rows.map((row) => ({ taskId: String(row.id), attempt: Number(row.attempt) }))
}

/** The upsert of the worker's row; its parameters follow after `before` others. */
function saying(before: number): string {
  const $ = (number: number) => `$${before + number}`
  return `
    insert into workers (id, name, version, host, pid, steps, slots, lease_seconds, running, state, reason, started_at,
                         last_claim_at)
    values (${$(1)}::text::uuid, ${$(2)}, ${$(3)}, ${$(4)}, ${$(5)}::int, ${$(6)}::text::jsonb, ${$(7)}::int,
            ${$(8)}::float8, ${$(9)}::int, ${$(10)}, ${$(11)}, now() - make_interval(secs => ${$(12)}::float8),
            now() - make_interval(secs => ${$(13)}::float8))
    on conflict (id) do update
       set running = excluded.running, state = excluded.state, reason = excluded.reason, last_heartbeat_at = now(),
           last_claim_at = coalesce(excluded.last_claim_at, workers.last_claim_at)`
}

function sayingValues(beat: Beat): unknown[] {
  const { id, name, version, host, pid, steps, slots, leaseSeconds, held, state, reason } = beat
  const fixed = [id, name, version, host, pid, JSON.stringify(steps), slots, leaseSeconds]
  return [...fixed, held.length, state, reason, beat.upSeconds, beat.secondsSinceClaim]
}

/** The orderly end of a worker. */
export async function signOff(db: SqlExecutor, id: string): Promise<void> {
  await db.executeSql('delete from workers where id = $1::text::uuid', [id])
}

/** Removes those who ended without a word, a day after they were last heard of; returns how many. */
export async function removeDeadWorkers(db: SqlExecutor): Promise<number> {
  const { rows } = await db.executeSql(
    `delete from workers where last_heartbeat_at < now() - make_interval(days => $1::int) returning id`,
    [1],
  )
  return rows.length
}

export interface WorkerRow extends WorkerProcess {
  running: number
  state: WorkerState
  reason: string | null
  startedAt: string
  lastHeartbeatAt: string
  lastClaimAt: string | null
  /** Heard of within one lease. */
  alive: boolean
}

/** All that have not signed off, by name. */
export async function listWorkers(db: SqlExecutor): Promise<WorkerRow[]> {
  const { rows } = await db.executeSql(
    `select id::text, name, version, host, pid, steps, slots, running, lease_seconds::float8 as "leaseSeconds", state,
            reason, started_at::text as "startedAt", last_heartbeat_at::text as "lastHeartbeatAt",
            last_claim_at::text as "lastClaimAt", last_heartbeat_at > now() - make_interval(secs => lease_seconds) as alive
       from workers order by name, started_at limit $1::int`,
    [WORKERS_MOST],
  )
  return rows as unknown as WorkerRow[]
}

const WORKERS_MOST = 1_000
