/** The tables of upkeep: dead letters, workers, pauses. */
import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, real, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, channels, stepName, tasks, videos } from './schema.ts'

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

/** What is held back for now: everything, a step, a channel, or a step of a channel. Null: any. */
export const pauses = pgTable(
  'pauses',
  {
    id: uuid().primaryKey(),
    step: stepName(),
    channelId: text('channel_id').references(() => channels.id),
    reason: text(),
    pausedAt: at('paused_at').notNull().defaultNow(),
    pausedBy: text('paused_by').notNull(),
  },
  (table) => [unique('pauses_once').on(table.step, table.channelId).nullsNotDistinct()],
)
