/** Deliveries as people look at them: list them, look into one, send one again, or try a webhook out. */
import { randomUUID } from 'node:crypto'
import { bodyOf, TEST_RESULT, type ResultMessage } from '@reelyard/core'
import {
  deliveryById,
  insertDeliveries,
  keepTry,
  listDeliveries,
  lockWebhook,
  noteArrival,
  triesOf,
  webhookById,
  type DeliveryFilter,
  type DeliveryRow,
  type TryRow,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { readPage, writeCursor } from './cursor.ts'
import { isoTime } from './run.ts'
import { transact } from './transact.ts'
import { hasArrived, type DueDelivery, type Tried } from './webhook-deliveries.ts'
import { secretsOf } from './webhook-secrets.ts'

/** Times in ISO 8601. */
export type DeliveryView = Omit<DeliveryRow, 'jobId'>

export interface DeliveryPage {
  deliveries: DeliveryView[]
  nextCursor: string | null
}

/** Newest first; null where there is no such webhook. Throws BadCursorError. */
export async function pageOfDeliveries(
  { db }: Context,
  filter: DeliveryFilter,
  limit: number,
  cursor: string | null,
): Promise<DeliveryPage | null> {
  if (!(await webhookById(db, filter.webhookId))) return null
  const rows = await readPage(cursor, (after) => listDeliveries(db, filter, { limit: limit + 1, after }))
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    deliveries: page.map(deliveryView),
    nextCursor: rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

/** With every try. */
export async function getDelivery(
  { db }: Context,
  id: string,
): Promise<{ delivery: DeliveryView; tries: TryRow[] } | null> {
  const row = await deliveryById(db, id)
  if (!row) return null
  const tries = await triesOf(db, id)
  return { delivery: deliveryView(row), tries: tries.map((each) => ({ ...each, at: isoTime(each.at) })) }
}

/**
 * Sends what was sent once more, under the same message id, as the delivery `replayId`. Repeating it with the same
 * `replayId` sends nothing more.
 */
export function replayDelivery(
  { db, queue }: Context,
  id: string,
  replayId: string,
): Promise<DeliveryView | 'unknown_delivery' | 'webhook_disabled'> {
  return transact(db, 'replay', async (tx) => {
    const delivery = await deliveryById(tx, id)
    const webhook = delivery && (await lockWebhook(tx, delivery.webhookId))
    if (!delivery || !webhook) return 'unknown_delivery'
    if (webhook.disabledAt !== null) return 'webhook_disabled'
    const again = { ...delivery, id: replayId, jobId: randomUUID(), replayOf: id }
    const inserted = await insertDeliveries(tx, [again])
    await queue.results.sendDeliveries(
      tx,
      inserted.map(({ webhookId, jobId }) => ({ id: jobId, deliveryId: replayId, webhookId, delaySeconds: 0 })),
    )
    const row = await deliveryById(tx, replayId)
    return row ? deliveryView(row) : 'unknown_delivery'
  })
}

/** A message that says nothing, to be sent to a webhook at once, by who asks for it. Null: no such webhook. */
export async function composeTest(
  context: Context,
  webhookId: string,
): Promise<Omit<DueDelivery, 'job' | 'tries'> | null> {
  const webhook = await webhookById(context.db, webhookId)
  if (!webhook) return null
  const messageId = randomUUID()
  const data = { webhookId, message: 'This is a test.' }
  const message: ResultMessage = { id: messageId, type: TEST_RESULT, timestamp: new Date().toISOString(), data }
  return {
    deliveryId: randomUUID(),
    webhookId,
    messageId,
    url: webhook.url,
    body: bodyOf(message, webhook.format),
    ...secretsOf(context, webhook),
  }
}

/** Keeps a test as a delivery that has ended; null where the webhook is gone. It disables nothing. */
export async function keepTest(
  { db }: Context,
  test: Omit<DueDelivery, 'job' | 'tries'>,
  tried: Tried,
): Promise<DeliveryView | null> {
  return transact(db, 'test_delivery', async (tx) => {
    const { deliveryId: id, webhookId, messageId, body } = test
    if (!(await lockWebhook(tx, webhookId))) return null
    const row = { id, webhookId, messageId, type: TEST_RESULT, channelId: null, body, replayOf: null }
    await insertDeliveries(tx, [{ ...row, jobId: randomUUID() }])
    await keepTry(tx, id, tried, { state: hasArrived(tried) ? 'delivered' : 'failed' })
    if (hasArrived(tried)) await noteArrival(tx, webhookId, true)
    const kept = await deliveryById(tx, id)
    return kept && deliveryView(kept)
  })
}

function deliveryView({ jobId: _jobId, ...row }: DeliveryRow): DeliveryView {
  return {
    ...row,
    createdAt: isoTime(row.createdAt),
    nextTryAt: isoTime(row.nextTryAt),
    endedAt: isoTime(row.endedAt),
  }
}
