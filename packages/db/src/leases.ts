/**
 * Leases of running tasks. No Drizzle here: the thread that keeps the leases loads this file, and its memory counts.
 */
import type { SqlExecutor } from './database.ts'
import type { HeldTask } from './tasks.ts'

export interface Renewal {
  worker: string
  leaseSeconds: number
  held: readonly HeldTask[]
}

/**
 * Clauses of a `with` and what they are given: `lost` holds the tasks that are no longer this worker's. A row that somebody
 * has locked is passed over: its owner is moving it, and one such row must not cost the other tasks their leases. It is
 * neither renewed nor lost then, and the next beat looks again.
 */
export function renewal({ worker, leaseSeconds, held }: Renewal): { clauses: string; values: unknown[] } {
  return {
    clauses: `
      mine as (
        select * from unnest($1::text::uuid[], $2::text::int[]) as mine(id, attempt)
      ), free as (
        select tasks.id from tasks join mine on mine.id = tasks.id and mine.attempt = tasks.attempt
         where tasks.worker = $3 and tasks.state in ('claimed', 'processing')
           for no key update of tasks skip locked
      ), renewed as (
        update tasks set lease_until = now() + make_interval(secs => $4::float8) from free where tasks.id = free.id
      ), lost as (
        select mine.id, mine.attempt from mine
          left join tasks on tasks.id = mine.id and tasks.attempt = mine.attempt and tasks.worker = $3
                         and tasks.state in ('claimed', 'processing')
         where tasks.id is null
      )`,
    values: [
      arrayText(held.map(({ taskId }) => taskId)),
      arrayText(held.map(({ attempt }) => attempt)),
      worker,
      leaseSeconds,
    ],
  }
}

/** The heartbeat: one statement for all tasks of a worker. Returns those that it still holds. */
export async function renewLeases(
  db: SqlExecutor,
  worker: string,
  held: readonly HeldTask[],
  leaseSeconds: number,
): Promise<string[]> {
  const { clauses, values } = renewal({ worker, held, leaseSeconds })
  const { rows } = await db.executeSql(`with ${clauses} select id::text from lost`, values)
  const lost = new Set(rows.map((row) => row.id))
  return held.flatMap(({ taskId }) => (lost.has(taskId) ? [] : taskId))
}

/** As Postgres writes an array: the driver would have to ask the server for its types first. */
function arrayText(items: readonly (string | number)[]): string {
  return `{${items.join(',')}}`
}
