/** The tables of the API: events, keys, credentials, webhooks. */
import { sql } from 'drizzle-orm'
import {
  bigint,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, channels } from './schema.ts'

/** A transaction's number, which never comes round again: what a snapshot of Postgres is asked for. */
const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })

/**
 * What has happened, for those who follow it: one row a move of a task or a change of a video's status, written by the statement
 * that makes it. Kept for some days; `moves` is the history. Rows become visible when their transaction commits and not in the
 * order of their ids: who reads on must go by `xid` and snapshots.
 */
export const events = pgTable(
  'events',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    xid: xid8()
      .notNull()
      .default(sql`pg_current_xact_id()`),
    at: at('happened_at').notNull().defaultNow(),
    /** `video.completed`, `task.processing` … */
    type: text().notNull(),
    /** Null where it belongs to all of them. */
    channelId: text('channel_id'),
    videoId: uuid('video_id'),
    taskId: uuid('task_id'),
    data: jsonb().notNull(),
  },
  (table) => [
    index('events_by_transaction').on(table.xid, table.id),
    index('events_by_video').on(table.videoId, table.xid),
    index('events_by_time').on(table.at),
  ],
)

/** Keys of the API. The key itself is shown once; what is kept is its SHA-256. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** Its first characters, for recognition. */
    prefix: text().notNull(),
    sha256: text().notNull().unique(),
    scopes: text().array().notNull(),
    /** Null: all of them. */
    channels: text().array(),
    createdAt: at('created_at').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
    expiresAt: at('expires_at'),
    lastUsedAt: at('last_used_at'),
    revokedAt: at('revoked_at'),
    revokedBy: text('revoked_by'),
  },
  (table) => [
    uniqueIndex('api_keys_name')
      .on(table.name)
      .where(sql`revoked_at is null`),
    index('api_keys_newest').on(table.createdAt, table.id),
  ],
)

/** First answers to POST requests that bore an Idempotency-Key, kept for 48 hours. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    /** Whose: id of an API key, or of what else may ask. */
    owner: text().notNull(),
    key: text().notNull(),
    /** SHA-256 of method, path, query and body. */
    request: text().notNull(),
    /** What the request creates gets ids made of this one, so that who takes over a dead process's request creates nothing twice. */
    seed: uuid().notNull(),
    /** Who answers it, and until when it is theirs alone. */
    holder: uuid().notNull(),
    heldUntil: at('held_until').notNull(),
    status: integer(),
    headers: jsonb(),
    body: text(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.owner, table.key] }), index('idempotency_keys_by_age').on(table.createdAt)],
)

/** Secrets of a channel that steps may ask for: AES-256-GCM, under a key of the environment. */
export const channelCredentials = pgTable(
  'channel_credentials',
  {
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id),
    name: text().notNull(),
    /** `<key id>.<nonce>.<tag>.<ciphertext>`. */
    sealed: text().notNull(),
    changedAt: at('changed_at').notNull().defaultNow(),
    changedBy: text('changed_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.name] })],
)

/** Where results are sent. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: uuid().primaryKey(),
    url: text().notNull(),
    description: text(),
    /** Null: all of them. */
    channels: text().array(),
    /** Types of results, or `*`. */
    types: text().array().notNull(),
    /** `standard`, or `cloudevents`. */
    format: text().notNull().default('standard'),
    /** Sealed as a credential is. */
    secret: text().notNull(),
    /** Signs as well until then, so that receivers can change over. */
    formerSecret: text('former_secret'),
    formerSecretUntil: at('former_secret_until'),
    version: integer().notNull().default(1),
    createdAt: at('created_at').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
    disabledAt: at('disabled_at'),
    disabledReason: text('disabled_reason'),
    /** Since when nothing has arrived; null where the last try arrived. */
    failingSince: at('failing_since'),
  },
  (table) => [index('webhooks_newest').on(table.createdAt, table.id)],
)

/** A result on its way to one webhook. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: uuid().primaryKey(),
    webhookId: uuid('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    /** The same for all webhooks and all tries: receivers know a repetition by it. */
    messageId: uuid('message_id').notNull(),
    type: text().notNull(),
    channelId: text('channel_id'),
    /** The body, to the byte. */
    body: text().notNull(),
    /** `pending`, `delivered`, `failed`. */
    state: text().notNull().default('pending'),
    tries: integer().notNull().default(0),
    jobId: uuid('job_id').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    nextTryAt: at('next_try_at'),
    endedAt: at('ended_at'),
    /** The delivery that it repeats. */
    replayOf: uuid('replay_of'),
  },
  (table) => [
    index('webhook_deliveries_newest').on(table.webhookId, table.createdAt, table.id),
    // A result that is handed out twice is delivered once.
    uniqueIndex('webhook_deliveries_once')
      .on(table.messageId, table.webhookId)
      .where(sql`replay_of is null`),
    index('webhook_deliveries_by_age').on(table.createdAt),
  ],
)

/** One try to deliver. */
export const webhookTries = pgTable(
  'webhook_tries',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => webhookDeliveries.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    at: at('tried_at').notNull().defaultNow(),
    milliseconds: integer().notNull(),
    /** {url, headers}, without the signature. */
    request: jsonb().notNull(),
    /** {status, headers, body}, cut to a few kilobytes; null where there was none. */
    response: jsonb(),
    /** {code, message} where there was no answer. */
    error: jsonb(),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.number] })],
)
