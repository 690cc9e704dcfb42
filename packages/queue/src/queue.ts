/**
 * The queues: one a step, and one for dead letters. This package is the only one that knows pg-boss.
 *
 * A job says 'this task is ready' and carries the task's id, nothing else; a message in the dead-letter queue says 'this one
 * failed for good'. Every call takes the caller's transaction,
 * so that a job and the move that it tells of are written together or not at all. A job is settled by its id and retry
 * count: a bare id would settle a newer attempt's.
 *
 * pg-boss itself never retries our jobs (`retryLimit` 0) nor finds dead workers (no heartbeat, the longest expiry): the
 * task's lease and the pipeline's retry policy decide, and a retry is a new job with a start time.
 */
import { STEP_NAMES, type StepName } from '@reelyard/core'
import { PgBoss, type Db as IDatabase } from 'pg-boss'
import { hitOne } from './hit-one.ts'
import { DEAD_LETTER_QUEUE, RESULT_QUEUE, SCHEMA, WEBHOOK_QUEUE } from './install.ts'
import { depthsOf, type ResultQueueDepth } from './depths.ts'
import { resultQueues, type ResultQueues } from './results.ts'

export interface FetchedJob {
  id: string
  retryCount: number
  /** Null where the payload is no task id. */
  taskId: string | null
  payload: unknown
}

export interface ReadyJob {
  /** Chosen by the caller, who stores it in the task. */
  id: string
  taskId: string
  priority: number
  /** Seconds from now; 0: at once. */
  delaySeconds?: number
}

export type JobAttempt = Pick<FetchedJob, 'id' | 'retryCount'>

export interface Queue {
  start(): Promise<void>
  /** Whether all queues have been installed. */
  isInstalled(): Promise<boolean>
  stop(): Promise<void>
  /** Up to `limit` jobs of a step, highest priority first, then first come. They are this caller's if `tx` commits. */
  fetch(tx: IDatabase, step: StepName, limit: number, minPriority?: number): Promise<FetchedJob[]>
  send(tx: IDatabase, step: StepName, jobs: readonly ReadyJob[]): Promise<void>
  /** False if the job is no longer at that attempt: the caller must roll back. */
  complete(tx: IDatabase, step: StepName, job: JobAttempt): Promise<boolean>
  /** Ends the job as failed, and leaves a message in the dead-letter queue. False as for `complete`. */
  deadLetter(tx: IDatabase, step: StepName, job: JobAttempt, letter: LetterMessage): Promise<boolean>
  /** As `deadLetter`, where no job is left to end. */
  sendDeadLetter(tx: IDatabase, letter: LetterMessage): Promise<void>
  /** Takes messages out of the dead-letter queue: their letters have ended. */
  removeDeadLetters(tx: IDatabase, ids: readonly string[]): Promise<void>
  /** Ends a job that is not one of ours: whatever it was sent with, it does not come back. */
  discard(tx: IDatabase, step: StepName, job: JobAttempt): Promise<boolean>
  /** Takes out those of these jobs that wait and that nobody is at; returns them. Waits for nobody. */
  takeOut(tx: IDatabase, step: StepName, jobIds: readonly string[]): Promise<string[]>
  /** Gives those of these jobs that wait and that nobody is at another priority. Waits for nobody. */
  reprioritise(tx: IDatabase, step: StepName, jobIds: readonly string[], priority: number): Promise<void>
  /** Takes jobs out of a step's queue, in whatever state they are. */
  remove(tx: IDatabase, step: StepName, jobIds: readonly string[]): Promise<void>
  /** How much waits in the queues that are no step's. */
  depths(db: IDatabase): Promise<ResultQueueDepth[]>
  /** Results, and their deliveries. */
  results: ResultQueues
}

/** What the dead-letter queue carries: the rest stands in the letter of that id. */
export interface LetterMessage {
  id: string
  taskId: string | null
  step: StepName
  code: string
}

export interface QueueOptions {
  /** Told of faults in pg-boss's background work. Without a listener they would end the process. */
  onError(error: unknown): void
  /** Given where this process does pg-boss's housekeeping (deletes what ended long ago). */
  housekeeping?: Housekeeping | undefined
}

/** How pg-boss's housekeeping is done. */
export interface Housekeeping {
  /**
   * Where its statements are sent: one of them may take minutes (all jobs of a day are deleted at once), so it should have
   * no limits made for short ones, and a connection that nobody else waits for. `stop` closes it.
   */
  db: IDatabase & { close(): Promise<void> }
  /** Seconds between two passes; default: 60. pg-boss itself sees to it that only one process deletes, once a day. */
  everySeconds?: number
}

/** Sends and takes nothing before `start`, and needs installed queues. */
export function createQueue(db: IDatabase, { housekeeping, onError }: QueueOptions): Queue {
  let started = false
  let stopped = false
  const boss = new PgBoss({
    // What pg-boss does by itself, once it has started, is background work: all else comes with a transaction.
    db: { executeSql: (text, values) => ((started && housekeeping?.db) || db).executeSql(text, values) },
    schema: SCHEMA,
    supervise: housekeeping !== undefined,
    superviseIntervalSeconds: housekeeping?.everySeconds ?? 60,
    schedule: false,
    createSchema: false,
    migrate: false,
  })
  // What `stop` itself cuts off is no fault.
  boss.on('error', (error) => stopped || onError(error))
  const sendDeadLetter = async (tx: IDatabase, { id, ...data }: LetterMessage) => {
    await boss.insert(DEAD_LETTER_QUEUE, [{ id, data }], { db: tx, returnId: false })
  }
  return {
    results: resultQueues(boss),
    start: async () => {
      await boss.start()
      started = true
    },
    isInstalled: async () => {
      const { rows } = await db.executeSql(`select name from ${SCHEMA}.queue`, [])
      const installed = rows.map(({ name }) => name)
      return [...STEP_NAMES, DEAD_LETTER_QUEUE, RESULT_QUEUE, WEBHOOK_QUEUE].every((name) => installed.includes(name))
    },
    stop: async () => {
      stopped = true
      // First, since pg-boss waits for the end of a pass.
      await housekeeping?.db.close()
      await boss.stop({ graceful: false })
    },
    fetch: async (tx, step, limit, minPriority) => {
      const jobs = await boss.fetch<unknown>(step, {
        batchSize: limit,
        db: tx,
        ...(minPriority === undefined ? {} : { minPriority }),
      })
      return jobs.map((job) => ({
        id: job.id,
        retryCount: job.retryCount,
        taskId: taskIdOf(job.data),
        payload: job.data,
      }))
    },
    send: async (tx, step, jobs) => {
      if (jobs.length === 0) return
      const rows = jobs.map((job) => ({
        id: job.id,
        data: { taskId: job.taskId },
        priority: job.priority,
        ...(job.delaySeconds ? { startAfter: Math.ceil(job.delaySeconds) } : {}),
      }))
      await boss.insert(step, rows, { db: tx, returnId: false })
    },
    complete: async (tx, step, job) => hitOne(await boss.complete(step, job, undefined, { db: tx })),
    deadLetter: async (tx, step, job, letter) => {
      const failed = hitOne(await boss.fail(step, job, { code: letter.code }, { db: tx }))
      await sendDeadLetter(tx, letter)
      return failed
    },
    sendDeadLetter,
    removeDeadLetters: async (tx, ids) => {
      if (ids.length > 0) await boss.deleteJob(DEAD_LETTER_QUEUE, [...ids], { db: tx })
    },
    discard: async (tx, step, job) => hitOne(await boss.cancel(step, job, { db: tx })),
    takeOut: async (tx, step, jobIds) => {
      if (jobIds.length === 0) return []
      const { rows } = await tx.executeSql(TAKE_OUT, [step, [...jobIds]])
      return rows.map(({ id }) => String(id))
    },
    depths: (on) => depthsOf(on, [RESULT_QUEUE, WEBHOOK_QUEUE]),
    reprioritise: async (tx, step, jobIds, priority) => {
      if (jobIds.length > 0) await tx.executeSql(REPRIORITISE, [step, [...jobIds], priority])
    },
    remove: async (tx, step, jobIds) => {
      if (jobIds.length > 0) await boss.deleteJob(step, [...jobIds], { db: tx })
    },
  }
}

/**
 * Those of the jobs that nobody is at, locked. An array is made once; a subquery could be run anew for each job of the queue,
 * where the planner takes the queue for empty.
 */
const FREE = `array(
    select id from ${SCHEMA}.job
     where name = $1 and id = any($2::uuid[]) and state in ('created', 'retry') for update skip locked)`

/** pg-boss has no such call: its own would wait for who holds one of the jobs, and he for us. */
const TAKE_OUT = `
  delete from ${SCHEMA}.job where name = $1 and id = any(${FREE})
  returning id`

/** As above. */
const REPRIORITISE = `
  update ${SCHEMA}.job set priority = $3 where name = $1 and id = any(${FREE})`

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function taskIdOf(data: unknown): string | null {
  if (data === null || typeof data !== 'object' || !('taskId' in data)) return null
  return typeof data.taskId === 'string' && UUID.test(data.taskId) ? data.taskId : null
}
