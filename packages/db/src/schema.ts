/** The tables of the pipeline; those of its upkeep and of the API are beside it. Every state, step and status is an enum in Postgres, made from the vocabulary of `core`. */
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

/** A moment, read as text. */
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })

export const channels = pgTable('channels', {
  id: text().primaryKey(),
  name: text().notNull(),
  settings: jsonb().notNull(),
  /** Rises with every change: what a change was based on. */
  version: integer().notNull().default(1),
  createdAt: at('created_at').notNull().defaultNow(),
  changedAt: at('changed_at').notNull().defaultNow(),
  /** Takes no orders any more. */
  archivedAt: at('archived_at'),
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
    /** What the caller calls it: unique in its channel. */
    externalId: text('external_id'),
    /** The caller's own; never read by us. */
    metadata: jsonb().notNull().default({}),
    createdAt: at('created_at').notNull().defaultNow(),
    endedAt: at('ended_at'),
  },
  (table) => [
    uniqueIndex('videos_external_id').on(table.channelId, table.externalId).where(isNotNull(table.externalId)),
    index('videos_with_pictures')
      .on(table.channelId)
      .where(sql`order_document -> 'pictures' <> '{}'`),
    // Read backwards for 'newest first'. Made with `.desc()` they would put nulls last, which no query asks for.
    index('videos_newest').on(table.createdAt, table.id),
    index('videos_newest_of_channel').on(table.channelId, table.createdAt, table.id),
    index('videos_newest_of_status').on(table.status, table.createdAt, table.id),
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
    /** When the gate's policy decides in a person's stead. */
    reviewDueAt: at('review_due_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [
    unique('tasks_one_per_step_and_scene').on(table.videoId, table.step, table.scene).nullsNotDistinct(),
    index('tasks_waiting')
      .on(table.step, table.priority.desc())
      .where(sql`state in ('pending', 'retry')`),
    index('tasks_in_review')
      .on(table.finishedAt, table.id)
      .where(sql`state in ('awaiting_review')`),
    index('tasks_reviews_due')
      .on(table.reviewDueAt)
      .where(sql`state in ('awaiting_review') and review_due_at is not null`),
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
    /** Its last 200 log lines, secrets redacted; while it runs, as they stood a second ago at most. */
    log: jsonb(),
    /** How many lines it has written in all. */
    logLines: integer('log_lines').notNull().default(0),
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
    /** Of a file that was uploaded: whose it is. One that a task made is its video's. */
    channelId: text('channel_id').references(() => channels.id),
    role: text().notNull(),
    sha256: text().notNull(),
    bytes: bigint({ mode: 'number' }).notNull(),
    mediaType: text('media_type').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [
    index('artifacts_by_task').on(table.taskId, table.attempt),
    index('artifacts_by_video').on(table.videoId),
    index('artifacts_by_content').on(table.sha256),
    index('artifacts_uploaded').on(table.channelId, table.createdAt, table.id).where(isNotNull(table.channelId)),
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
