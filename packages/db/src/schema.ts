/** The tables. Every state, step and status is an enum in Postgres, made from the vocabulary of `core`. */
import { STEP_NAMES, TASK_EVENTS, TASK_STATES, VIDEO_STATUSES } from '@reelyard/core'
import { isNotNull, sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

export const stepName = pgEnum('step_name', STEP_NAMES)
export const taskState = pgEnum('task_state', TASK_STATES)
export const taskEvent = pgEnum('task_event', TASK_EVENTS as unknown as [string, ...string[]])
export const videoStatus = pgEnum('video_status', VIDEO_STATUSES)
/** How an attempt ended: `reused` ran nothing, `lost` ran out of lease, `rejected` made what a person would not have. */
export const attemptOutcome = pgEnum('attempt_outcome', [
  'succeeded',
  'reused',
  'temporary',
  'permanent',
  'interrupted',
  'released',
  'lost',
  'cancelled',
  'rejected',
])

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })

export const channels = pgTable('channels', {
  id: text().primaryKey(),
  name: text().notNull(),
  settings: jsonb().notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
})

export const videos = pgTable(
  'videos',
  {
    id: uuid().primaryKey(),
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id),
    title: text().notNull(),
    /** The order as it was accepted, with the channel's defaults filled in. */
    order: jsonb('order_document').notNull(),
    priority: smallint().notNull(),
    status: videoStatus().notNull().default('pending'),
    /** 0 until the storyboard is known. */
    sceneCount: integer('scene_count').notNull().default(0),
    createdAt: at('created_at').notNull().defaultNow(),
    endedAt: at('ended_at'),
  },
  (table) => [
    index('videos_listing').on(table.createdAt.desc(), table.id.desc()),
    index('videos_by_channel').on(table.channelId, table.createdAt.desc(), table.id.desc()),
    index('videos_by_status').on(table.status, table.createdAt.desc(), table.id.desc()),
    check('videos_scene_count', sql`${table.sceneCount} between 0 and 200`),
  ],
)

export const scenes = pgTable(
  'scenes',
  {
    videoId: uuid('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    document: jsonb().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.videoId, table.number] }),
    check('scenes_number', sql`${table.number} between 1 and 200`),
  ],
)

export const tasks = pgTable(
  'tasks',
  {
    id: uuid().primaryKey(),
    videoId: uuid('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    step: stepName().notNull(),
    scene: integer(),
    state: taskState().notNull().default('pending'),
    /** Number of the newest attempt: the fencing token. Rises with every claim and never falls. */
    attempt: integer().notNull().default(0),
    /** Attempts that count against `maxAttempts`. */
    failures: integer().notNull().default(0),
    maxAttempts: integer('max_attempts').notNull(),
    priority: smallint().notNull(),
    /** The job that says 'ready', and its retry count while the task is held: what a settle must match. */
    jobId: uuid('job_id').notNull(),
    jobRetryCount: integer('job_retry_count').notNull().default(0),
    worker: text(),
    claimedAt: at('claimed_at'),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
    leaseUntil: at('lease_until'),
    /** When a task in `retry` may run again. */
    runAfter: at('run_after'),
    parameters: jsonb().notNull(),
    /** What it is to be told from its next opening on: what it reads is being made again, and its turn comes after that. */
    nextParameters: jsonb('next_parameters'),
    /** The artifacts that the script reads: [{role, step, scene, sha256, bytes, mediaType}]. */
    inputs: jsonb().notNull(),
    inputBytes: bigint('input_bytes', { mode: 'number' }).notNull().default(0),
    inputDigest: text('input_digest').notNull(),
    checkpoint: jsonb(),
    /** A person wants it made anew: no earlier result may be taken over. */
    mustRun: boolean('must_run').notNull().default(false),
    /** Why the newest attempt failed: {code, message}. */
    error: jsonb(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [
    unique('tasks_one_per_step_and_scene').on(table.videoId, table.step, table.scene).nullsNotDistinct(),
    index('tasks_waiting')
      .on(table.step, table.priority.desc())
      .where(sql`state in ('pending', 'retry')`),
    index('tasks_leases').on(table.leaseUntil).where(isNotNull(table.leaseUntil)),
    foreignKey({ columns: [table.videoId, table.scene], foreignColumns: [scenes.videoId, scenes.number] }),
    check('tasks_attempt', sql`${table.attempt} >= 0 and ${table.failures} between 0 and ${table.attempt}`),
    check('tasks_lease', sql`(${table.leaseUntil} is not null) = (${table.state} in ('claimed', 'processing'))`),
    check('tasks_retry', sql`${table.state} <> 'retry' or ${table.runAfter} is not null`),
  ],
)

export const attempts = pgTable(
  'attempts',
  {
    taskId: uuid('task_id')
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    worker: text().notNull(),
    jobId: uuid('job_id').notNull(),
    inputDigest: text('input_digest').notNull(),
    claimedAt: at('claimed_at').notNull(),
    startedAt: at('started_at'),
    endedAt: at('ended_at'),
    outcome: attemptOutcome(),
    /** {code, message, exitCode, signal} of a failure. */
    error: jsonb(),
    /** What the script said of itself: `result` of output.json. */
    result: jsonb(),
    /** Its last 200 log lines, secrets redacted. */
    log: jsonb(),
    cost: jsonb(),
    /** A person would not have what such inputs give: nobody takes it over. */
    refused: boolean().notNull().default(false),
    /** What its script used: {wallSeconds, cpuSeconds, maxRssBytes, logBytes}. */
    usage: jsonb(),
    /** Its last checkpoint. */
    checkpoint: jsonb(),
    /** A result that came after the claim was lost: evidence, never applied. */
    lateResult: jsonb('late_result'),
  },
  (table) => [
    primaryKey({ columns: [table.taskId, table.number] }),
    index('attempts_reusable')
      .on(table.inputDigest)
      .where(sql`outcome = 'succeeded'`),
  ],
)

export const artifacts = pgTable(
  'artifacts',
  {
    id: uuid().primaryKey(),
    videoId: uuid('video_id').references(() => videos.id, { onDelete: 'cascade' }),
    taskId: uuid('task_id').references(() => tasks.id, { onDelete: 'cascade' }),
    attempt: integer(),
    role: text().notNull(),
    sha256: text().notNull(),
    bytes: bigint({ mode: 'number' }).notNull(),
    mediaType: text('media_type').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [
    index('artifacts_by_task').on(table.taskId, table.attempt),
    index('artifacts_by_video').on(table.videoId),
    check('artifacts_sha256', sql`${table.sha256} ~ '^[0-9a-f]{64}$'`),
    check('artifacts_bytes', sql`${table.bytes} >= 0`),
  ],
)

/** The history: one row a move, written in the transaction of the move. */
export const moves = pgTable(
  'moves',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    taskId: uuid('task_id')
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    event: taskEvent().notNull(),
    from: taskState('from_state').notNull(),
    to: taskState('to_state').notNull(),
    attempt: integer().notNull(),
    /** Worker or person. */
    by: text('moved_by').notNull(),
    at: at('moved_at').notNull().defaultNow(),
    reason: text(),
  },
  (table) => [index('moves_by_task').on(table.taskId, table.id)],
)

/**
 * Dead letters: what failed for good, kept to be inspected, redriven or dropped. The id is also that of the message in the
 * dead-letter queue, which is there as long as the letter is open.
 */
export const deadLetters = pgTable(
  'dead_letters',
  {
    id: uuid().primaryKey(),
    /** Null where the job stood for no task that there is. */
    taskId: uuid('task_id').references(() => tasks.id, { onDelete: 'cascade' }),
    videoId: uuid('video_id').references(() => videos.id, { onDelete: 'cascade' }),
    channelId: text('channel_id').references(() => channels.id),
    step: stepName().notNull(),
    scene: integer(),
    code: text().notNull(),
    message: text().notNull(),
    /** Number of the attempt that failed for good; 0 where none ran. */
    attempt: integer().notNull(),
    /** The job that it comes from: {queue, jobId, worker}. */
    origin: jsonb().notNull(),
    /** What that job carried. */
    payload: jsonb(),
    failedAt: at('failed_at').notNull().defaultNow(),
    endedAt: at('ended_at'),
    /** `redriven`, `dropped`, or `superseded` where the task went on in another way. */
    ending: text(),
    endedBy: text('ended_by'),
  },
  (table) => [
    uniqueIndex('dead_letters_one_open_per_task')
      .on(table.taskId)
      .where(sql`ended_at is null`),
    index('dead_letters_by_task').on(table.taskId),
    index('dead_letters_by_video').on(table.videoId),
    index('dead_letters_open')
      .on(table.failedAt.desc(), table.id.desc())
      .where(sql`ended_at is null`),
    check('dead_letters_ending', sql`(${table.endedAt} is null) = (${table.ending} is null)`),
  ],
)

/** Worker processes: one row a process, from its start to its orderly end; that of a killed one is removed later. */
export const workers = pgTable(
  'workers',
  {
    /** Of the process: a restarted worker is another one, of the same name. */
    id: uuid().primaryKey(),
    name: text().notNull(),
    version: text().notNull(),
    host: text().notNull(),
    pid: integer().notNull(),
    steps: jsonb().notNull(),
    slots: integer().notNull(),
    /** Tasks that it holds. */
    running: integer().notNull().default(0),
    leaseSeconds: real('lease_seconds').notNull(),
    /** `ready`, `draining`, or what keeps it from working: `deaf`, `stuck`. */
    state: text().notNull(),
    reason: text(),
    startedAt: at('started_at').notNull().defaultNow(),
    lastHeartbeatAt: at('last_heartbeat_at').notNull().defaultNow(),
    lastClaimAt: at('last_claim_at'),
  },
  (table) => [index('workers_by_heartbeat').on(table.lastHeartbeatAt)],
)
