/** Hands results out: one delivery for each webhook that wants a message, all in one transaction. */
import { randomUUID } from 'node:crypto'
import { bodyOf, type ResultMessage } from '@reelyard/core'
import { insertDeliveries, whoWants, type NewDelivery, type Transaction } from '@reelyard/db'
import type { Context } from './context.ts'
import { transact } from './transact.ts'

/** Takes up to `limit` messages; returns how many it took. A message that is handed out twice is delivered once. */
export function dispatchResults(context: Context, limit: number): Promise<number> {
  const { db, queue } = context
  return transact(db, 'dispatch', async (tx) => {
    const results = await queue.results.fetchResults(tx, limit)
    if (results.length === 0) return 0
    await sendToWebhooks(
      context,
      tx,
      results.map(({ message }) => message as ResultMessage),
    )
    await queue.results.completeResults(
      tx,
      results.map(({ job }) => job),
    )
    return results.length
  })
}

async function sendToWebhooks(
  { queue }: Pick<Context, 'queue'>,
  tx: Transaction,
  messages: readonly ResultMessage[],
): Promise<void> {
  const byId = new Map(messages.map((message) => [message.id, message]))
  const wanted = await whoWants(
    tx,
    messages.map((message) => ({ id: message.id, type: message.type, channel: channelOf(message) })),
  )
  if (wanted.length === 0) return
  const deliveries = wanted.flatMap(({ messageId, webhookId, format }): NewDelivery[] => {
    const message = byId.get(messageId)
    if (!message) return []
    const { type } = message
    const body = bodyOf(message, format)
    const ids = { id: randomUUID(), jobId: randomUUID() }
    return [{ ...ids, webhookId, messageId, type, channelId: channelOf(message), body, replayOf: null }]
  })
  const inserted = await insertDeliveries(tx, deliveries)
  await queue.results.sendDeliveries(
    tx,
    inserted.map(({ id, webhookId, jobId }) => ({ id: jobId, deliveryId: id, webhookId, delaySeconds: 0 })),
  )
}

function channelOf({ data }: ResultMessage): string | null {
  return typeof data.channel === 'string' ? data.channel : null
}
