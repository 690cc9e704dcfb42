/** Statements that make a task wait again with new inputs, or look at one to decide whether it must. */
import type { StepName, TaskState } from '@reelyard/core'
import type { SQL } from 'drizzle-orm'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'
import { jsonText } from './json.ts'
import { moveTasks, type MovedTask } from './mover.ts'
import type { TaskInput } from './tasks.ts'

/** A task as it stands, with what it was told to work on. Its row is locked. */
export interface StandingTask {
  id: string
  videoId: string
  step: StepName
  scene: number | null
  state: TaskState
  attempt: number
  parameters: Record<string, unknown>
  /** What it is to be told when it is opened the next time, if that is something else. */
  nextParameters: Record<string, unknown> | null
  inputs: TaskInput[]
  inputDigest: string
  cancelled: boolean
  jobId: string
  jobRetryCount: number
  priority: number
}

const columns = sql`
  t.id, t.video_id as "videoId", t.step, t.scene, t.state, t.attempt, t.parameters,
  t.next_parameters as "nextParameters", t.inputs,
  t.input_digest as "inputDigest", coalesce(t.error ->> 'code' = 'cancelled', false) as cancelled, t.job_id as "jobId",
  t.job_retry_count as "jobRetryCount", t.priority`

/** Locks the video of a task, and then the task. Whoever changes the plan of a video locks in this order. */
export async function lockTask(tx: Transaction, taskId: string): Promise<StandingTask | null> {
  await tx.run(sql`
    select id from videos where id = (select video_id from tasks where id = ${taskId}::uuid) for no key update`)
  const [row] = await tx.run<StandingTask>(sql`
    select ${columns} from tasks t where t.id = ${taskId}::uuid for no key update`)
  return row ?? null
}

/** Locks a video; false where there is none. */
export async function lockVideo(tx: Transaction, videoId: string): Promise<boolean> {
  return (await tx.run(sql`select id from videos where id = ${videoId}::uuid for no key update`)).length === 1
}

/** Those of these tasks of a video that there are, locked. The video must be locked already. */
export function lockTasks(
  tx: Transaction,
  videoId: string,
  keys: readonly { step: StepName; scene: number | null }[],
): Promise<StandingTask[]> {
  return tx.run<StandingTask>(sql`
    select ${columns} from tasks t
     where t.video_id = ${videoId}::uuid and exists (
       select 1 from unnest(${sql.param(keys.map(({ step }) => step))}::step_name[],
                            ${sql.param(keys.map(({ scene }) => scene))}::int[]) as wanted(step, scene)
        where wanted.step = t.step and wanted.scene is not distinct from t.scene
     ) order by t.id for no key update`)
}

/** What a task is to work on, when it runs again. */
export interface FreshInputs {
  parameters: unknown
  inputs: readonly TaskInput[]
  inputDigest: string
  maxAttempts: number
  /** No earlier result may be taken over. */
  mustRun: boolean
  /** Its checkpoint speaks of other inputs. */
  dropCheckpoint: boolean
}

export interface Reopening {
  event: 'redrive' | 'redo' | 'revise' | 'release' | 'interrupt'
  taskId: string
  by: string
  reason: string | null
  fresh: FreshInputs
  jobId: string
  delaySeconds: number
}

/** Makes a task wait again, for the job `jobId`. */
export function reopenTask(tx: Transaction, reopening: Reopening): Promise<MovedTask[]> {
  const { event, taskId, by, reason, fresh, jobId, delaySeconds } = reopening
  return moveTasks(tx, {
    event,
    where: sql`t.id = ${taskId}::uuid`,
    by,
    reason,
    set: [
      ...assignments(fresh),
      sql`lease_until = null`,
      sql`worker = null`,
      sql`error = null`,
      sql`started_at = null`,
      sql`finished_at = null`,
      sql`job_id = ${jobId}::uuid`,
      sql`run_after = case when ${delaySeconds}::float8 > 0
                           then now() + make_interval(secs => ${delaySeconds}::float8) end`,
    ],
  })
}

/** Gives a task that waits other inputs, in place; false if it does not wait. */
export async function refreshWaitingTask(tx: Transaction, taskId: string, fresh: FreshInputs): Promise<boolean> {
  const rows = await tx.run(sql`
    update tasks t set ${sql.join(assignments(fresh), sql`, `)}
     where t.id = ${taskId}::uuid and t.state in ('pending', 'retry') returning t.id`)
  return rows.length === 1
}

/** What a task is told when it is opened the next time; null: what it was told before. */
export async function tellNext(tx: Transaction, taskId: string, parameters: unknown): Promise<void> {
  await tx.run(sql`update tasks t set next_parameters = ${jsonText(parameters)}::jsonb where t.id = ${taskId}::uuid`)
}

function assignments(fresh: FreshInputs): SQL[] {
  return [
    sql`parameters = ${jsonText(fresh.parameters)}::jsonb`,
    sql`next_parameters = null`,
    sql`inputs = ${JSON.stringify(fresh.inputs)}::jsonb`,
    sql`input_bytes = ${fresh.inputs.reduce((sum, { bytes }) => sum + bytes, 0)}::bigint`,
    sql`input_digest = ${fresh.inputDigest}`,
    sql`max_attempts = ${fresh.maxAttempts}::int`,
    sql`must_run = t.must_run or ${fresh.mustRun}::boolean`,
    sql`checkpoint = case when ${fresh.dropCheckpoint}::boolean then null else t.checkpoint end`,
  ]
}

/** The jobs of a video's tasks in some of the states that have one. */
export function jobsOf(
  tx: Transaction,
  videoId: string,
  states: readonly TaskState[],
): Promise<{ step: StepName; jobId: string }[]> {
  return tx.run(sql`
    select step, job_id as "jobId" from tasks
     where video_id = ${videoId}::uuid and state = any(${sql.param(states)}::task_state[])`)
}
