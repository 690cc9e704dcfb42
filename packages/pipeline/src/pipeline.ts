/** The use cases behind one door: what web, workers and the command line call. */
import type { StepName } from '@reelyard/core'
import {
  connect,
  migrate as migrateTables,
  openBackground,
  READY_CHANNEL,
  schemaReady,
  takenIn,
  UNHURRIED,
  waitingSteps,
  type Database,
  type HeldTask,
  type Listener,
  type OnPoint,
} from '@reelyard/db'
import { createQueue, installQueues } from '@reelyard/queue'
import { buryForgotten } from './bury.ts'
import { channelsCalls } from './calls/channels.ts'
import { deadLettersCalls } from './calls/dead-letters.ts'
import { eventsCalls } from './calls/events.ts'
import { idempotencyCalls } from './calls/idempotency.ts'
import { keysCalls } from './calls/keys.ts'
import { operationsCalls } from './calls/operations.ts'
import { reviewsCalls } from './calls/reviews.ts'
import { tasksCalls } from './calls/tasks.ts'
import { uploadsCalls } from './calls/uploads.ts'
import { videosCalls } from './calls/videos.ts'
import { webhooksCalls } from './calls/webhooks.ts'
import { storeChannel } from './channel-settings.ts'
import { claim, type ClaimRequest } from './claim.ts'
import type { ClaimedTask, Context, Keyring } from './context.ts'
import { sweep } from './expire.ts'
import { fail, type Failure } from './fail.ts'
import { giveBack, type GiveBackEvent, type Ran } from './give-back.ts'
import { checkpoint, heartbeat, start, taskRecords } from './run.ts'
import { reuse, succeed, type Success } from './succeed.ts'
import { forgetDeadWorkers, workers } from './workers.ts'

export interface PipelineOptions {
  databaseUrl: string
  /** Shown in pg_stat_activity: which process holds a connection. */
  applicationName: string
  /** Whether this process does the queue's housekeeping. */
  housekeeping: boolean
  /** Told of faults in background work. */
  onError(error: unknown): void
  /** Told each crash point that is passed: for tests, which end the process there. */
  onPoint?: OnPoint
  /** Seals and opens secrets; without it there are none. */
  keyring?: Keyring | null | undefined
}

/** Thrown where Postgres answers but has not been migrated yet. */
export class SchemaNotReadyError extends Error {
  override readonly name = 'SchemaNotReadyError'
  readonly code = 'schema_not_ready'

  constructor() {
    super('The database has not been migrated yet: run `reelyard migrate`.')
  }
}

export type Pipeline = Awaited<ReturnType<typeof openPipeline>>

/** Connects and starts the queue. Throws what Postgres says, or SchemaNotReadyError before the first migration. */
export async function openPipeline(options: PipelineOptions) {
  const { databaseUrl, applicationName, housekeeping, onError, onPoint, keyring = null } = options
  const db = await connect(databaseUrl, applicationName, onPoint)
  const background = housekeeping && { db: openBackground(databaseUrl, `${applicationName} housekeeping`) }
  const queue = createQueue(db, { onError, housekeeping: background || undefined })
  try {
    if (!(await schemaReady(db))) throw new SchemaNotReadyError()
    await queue.start()
    // They are installed last, so that a migration that was killed in the midst of it is seen.
    if (!(await queue.isInstalled())) throw new SchemaNotReadyError()
  } catch (error) {
    await queue.stop().catch(() => {})
    await db.close()
    throw error
  }
  const context: Context = { db, queue, keyring }
  return {
    ...videosCalls(context),
    ...tasksCalls(context),
    ...reviewsCalls(context),
    ...deadLettersCalls(context),
    ...channelsCalls(context),
    ...operationsCalls(context),
    ...uploadsCalls(context),
    ...eventsCalls(context),
    ...webhooksCalls(context),
    ...keysCalls(context),
    ...idempotencyCalls(context),

    /** For connections beside the pipeline's: the heartbeat has one of its own. */
    databaseUrl,
    /** Creates or changes a channel. Throws ZodError. */
    putChannel: (channel: unknown) => storeChannel(context, channel),

    claim: (request: ClaimRequest) => claim(context, request),
    start: (task: ClaimedTask) => start(context, task),
    heartbeat: (worker: string, tasks: readonly HeldTask[], leaseSeconds: number) =>
      heartbeat(context, worker, tasks, leaseSeconds),
    checkpoint: (task: ClaimedTask, value: unknown) => checkpoint(context, task, value),
    succeed: (task: ClaimedTask, success: Success) => succeed(context, task, success),
    reuse: (task: ClaimedTask, exists: (sha256: string) => Promise<boolean>) => reuse(context, task, exists),
    fail: (task: ClaimedTask, failure: Failure) => fail(context, task, failure),
    giveBack: (task: ClaimedTask, event: GiveBackEvent, reason: string, ran?: Ran) =>
      giveBack(context, task, event, reason, ran),
    sweep: (graceSeconds: number) => sweep(context, graceSeconds),
    taskRecords: (videoId: string) => taskRecords(context, videoId),
    /** Which of these steps have waiting tasks: the highest priority of each, and how many, counted up to a limit. */
    waiting: (steps: readonly StepName[], countUpTo: number) => waitingSteps(db, steps, countUpTo),
    /**
     * Calls back when tasks of a step have become ready, and at each (re)connect; `onTaken` when an attempt was taken from its
     * worker. `onError` hears why it cannot listen.
     */
    listenForReady: (
      onReady: (step: string) => void,
      onListening: () => void,
      onTaken: (task: HeldTask) => void = () => {},
    ): Promise<Listener> => {
      const onNotify = (payload: string) => {
        const taken = takenIn(payload)
        if (taken) onTaken(taken)
        else onReady(payload)
      }
      return db.listen(READY_CHANNEL, onNotify, onListening, onError)
    },

    /** Writes the dead letters of tasks that an older version failed without; returns how many there were. */
    buryForgotten: () => buryForgotten(context),
    workers: () => workers(context),
    forgetDeadWorkers: () => forgetDeadWorkers(context),
    /** Drops all connections; what is under way rejects, and what comes next gets new ones. */
    renew: () => db.renew(),
    /** Throws if Postgres does not answer. */
    ping: async () => void (await db.executeSql('select 1')),
    close: async () => {
      try {
        await queue.stop()
      } finally {
        await db.close()
      }
    },
  }
}

/** Brings tables and queues up to date; harmless to repeat, and from many processes at once. */
export async function migrate(databaseUrl: string): Promise<void> {
  await migrateTables(databaseUrl, async () => {
    const db = await connect(databaseUrl, 'reelyard migrate', undefined, UNHURRIED)
    const faults: unknown[] = []
    const onError = (error: unknown) => void faults.push(error)
    try {
      await installQueues(db, onError)
      await mendLetters(db, onError)
    } finally {
      await db.close()
    }
    if (faults.length > 0) throw new AggregateError(faults, 'The queues could not be installed.')
  })
}

async function mendLetters(db: Database, onError: (error: unknown) => void): Promise<void> {
  const queue = createQueue(db, { onError })
  try {
    await queue.start()
    await buryForgotten({ db, queue })
  } finally {
    await queue.stop()
  }
}
