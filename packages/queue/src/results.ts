/**
 * Results and their deliveries. Publish and subscribe are pg-boss's: a type of result that a queue has subscribed to gets a
 * job in that queue. A job of `results` is one message; one of `webhooks` says that a delivery is due.
 *
 * pg-boss's own `publish` and `subscribe` take no transaction for the table of subscriptions. Here they do, so that a message
 * is written together with the move that it tells of, and a subscription together with the webhook that wants it.
 */
import type { PgBoss, Db as IDatabase } from 'pg-boss'
import { RESULT_QUEUE, SCHEMA, WEBHOOK_QUEUE } from './install.ts'
import { hitOne } from './hit-one.ts'
import type { JobAttempt } from './queue.ts'

/** A message as it is published: `id` is the job's, too. */
export interface PublishedMessage {
  id: string
  type: string
  timestamp: string
  data: Record<string, unknown>
}

export interface ResultJob {
  job: JobAttempt
  message: PublishedMessage
}

export interface DeliveryJob {
  id: string
  deliveryId: string
  webhookId: string
  /** Seconds from now; 0: at once. */
  delaySeconds: number
}

export interface FetchedDelivery {
  job: JobAttempt
  deliveryId: string
  webhookId: string
}

export interface ResultQueues {
  /** The queues that a type of result goes to. */
  subscribersOf(tx: IDatabase, type: string): Promise<string[]>
  /** Puts messages into each of these queues. */
  publish(tx: IDatabase, queues: readonly string[], messages: readonly PublishedMessage[]): Promise<void>
  /** The types, all told, that `results` gets from now on. Callers must take turns. */
  subscribe(tx: IDatabase, types: readonly string[]): Promise<void>
  /** Up to `limit` messages, oldest first. They are this caller's if `tx` commits, and must be completed in it. */
  fetchResults(tx: IDatabase, limit: number): Promise<ResultJob[]>
  completeResults(tx: IDatabase, jobs: readonly JobAttempt[]): Promise<void>
  sendDeliveries(tx: IDatabase, jobs: readonly DeliveryJob[]): Promise<void>
  /** The delivery that has waited longest, of those that are due and of none of these webhooks. */
  fetchDelivery(tx: IDatabase, exceptWebhooks: readonly string[]): Promise<FetchedDelivery | null>
  /** False if the job is no longer at that attempt: the caller must roll back. */
  completeDelivery(tx: IDatabase, job: JobAttempt): Promise<boolean>
  /** Jobs of deliveries that were fetched so long ago that who fetched them must be dead. Locked. */
  lostDeliveries(tx: IDatabase, leaseSeconds: number, limit: number): Promise<{ jobId: string; deliveryId: string }[]>
  removeDeliveries(tx: IDatabase, jobIds: readonly string[]): Promise<void>
}

export function resultQueues(boss: PgBoss): ResultQueues {
  return {
    subscribersOf: async (tx, type) => {
      const { rows } = await tx.executeSql(`select name from ${SCHEMA}.subscription where event = $1`, [type])
      return rows.map(({ name }) => String(name))
    },
    publish: async (tx, queues, messages) => {
      const rows = messages.map(({ id, ...message }) => ({ id, data: message }))
      for (const queue of queues) await boss.insert(queue, rows, { db: tx, returnId: false })
    },
    subscribe: async (tx, types) => {
      await tx.executeSql(
        `delete from ${SCHEMA}.subscription where name = $1 and event <> all (select jsonb_array_elements_text($2::jsonb))`,
        [RESULT_QUEUE, JSON.stringify(types)],
      )
      await tx.executeSql(
        `insert into ${SCHEMA}.subscription (event, name)
         select event, $1 from jsonb_array_elements_text($2::jsonb) as event on conflict do nothing`,
        [RESULT_QUEUE, JSON.stringify(types)],
      )
    },
    fetchResults: async (tx, limit) => {
      const jobs = await boss.fetch<Omit<PublishedMessage, 'id'>>(RESULT_QUEUE, { batchSize: limit, db: tx })
      return jobs.map(({ id, retryCount, data }) => ({ job: { id, retryCount }, message: { id, ...data } }))
    },
    completeResults: async (tx, jobs) => {
      if (jobs.length === 0) return
      await boss.complete(
        RESULT_QUEUE,
        jobs.map(({ id }) => id),
        undefined,
        { db: tx },
      )
    },
    sendDeliveries: async (tx, jobs) => {
      if (jobs.length > 0) await boss.insert(WEBHOOK_QUEUE, jobs.map(deliveryRow), { db: tx, returnId: false })
    },
    fetchDelivery: async (tx, exceptWebhooks) => {
      const [job] = await boss.fetch<{ deliveryId: string; webhookId: string }>(WEBHOOK_QUEUE, {
        batchSize: 1,
        db: tx,
        ...(exceptWebhooks.length > 0 ? { ignoreGroups: [...exceptWebhooks] } : {}),
      })
      return job ? { ...job.data, job: { id: job.id, retryCount: job.retryCount } } : null
    },
    completeDelivery: async (tx, job) => hitOne(await boss.complete(WEBHOOK_QUEUE, job, undefined, { db: tx })),
    lostDeliveries: async (tx, leaseSeconds, limit) => {
      const { rows } = await tx.executeSql(
        `select id, data ->> 'deliveryId' as delivery from ${SCHEMA}.job
          where name = $1 and state = 'active' and started_on < now() - make_interval(secs => $2::float8)
          order by id limit $3::int for update skip locked`,
        [WEBHOOK_QUEUE, leaseSeconds, limit],
      )
      return rows.map(({ id, delivery }) => ({ jobId: String(id), deliveryId: String(delivery) }))
    },
    removeDeliveries: async (tx, jobIds) => {
      if (jobIds.length > 0) await boss.deleteJob(WEBHOOK_QUEUE, [...jobIds], { db: tx })
    },
  }
}

function deliveryRow({ id, deliveryId, webhookId, delaySeconds }: DeliveryJob) {
  return {
    id,
    data: { deliveryId, webhookId },
    group: { id: webhookId },
    ...(delaySeconds > 0 ? { startAfter: delaySeconds } : {}),
  }
}
