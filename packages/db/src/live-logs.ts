/** The logs of attempts, while they run and after. */
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText } from './json.ts'
import type { HeldTask } from './tasks.ts'

export interface LiveLog extends HeldTask {
  /** The last lines. */
  log: readonly string[]
  /** How many there have been in all. */
  logLines: number
}

/** Stores what running attempts have said so far. One that has ended, and one that has said more already, keeps what it has. */
export async function saveLiveLogs(tx: Transaction, logs: readonly LiveLog[]): Promise<void> {
  await tx.run(sql`
    update attempts a set log = row.log, log_lines = row."logLines"
      from jsonb_to_recordset(${jsonText(logs)}::jsonb) as row("taskId" uuid, attempt int, log jsonb, "logLines" int)
     where a.task_id = row."taskId" and a.number = row.attempt and a.ended_at is null and a.log_lines < row."logLines"`)
}

export interface AttemptLog {
  taskId: string
  attempt: number
  /** Null where the lines are those that the reader has seen. */
  log: string[] | null
  logLines: number
  ended: boolean
}

/** The logs of attempts, each as far as its reader has not seen it; no row where there is no such attempt. */
export function attemptLogs(tx: Transaction, wanted: readonly (HeldTask & { seen: number })[]): Promise<AttemptLog[]> {
  return tx.run<AttemptLog>(sql`
    select a.task_id as "taskId", a.number as attempt, a.ended_at is not null as ended,
           greatest(a.log_lines, coalesce(jsonb_array_length(a.log), 0)) as "logLines",
           case when greatest(a.log_lines, coalesce(jsonb_array_length(a.log), 0)) > wanted.seen then a.log end as log
      from unnest(${sql.param(wanted.map(({ taskId }) => taskId))}::uuid[],
                  ${sql.param(wanted.map(({ attempt }) => attempt))}::int[],
                  ${sql.param(wanted.map(({ seen }) => seen))}::int[]) as wanted(task_id, number, seen)
      join attempts a on a.task_id = wanted.task_id and a.number = wanted.number`)
}
