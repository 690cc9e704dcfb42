/** What deliverers do now and then: take over from the dead, and forget what is old. */
import { giveDeliveriesNewJobs, lockWebhooks, removeOldDeliveries } from '@reelyard/db'
import type { Context } from './context.ts'
import { transact } from './transact.ts'
import { subscribeWanted } from './webhooks.ts'

/** Jobs that are given back, or deliveries that are removed, in one transaction. */
const AT_ONCE = 500

/** Gives back deliveries whose senders must be dead; returns how many. */
export function rescueDeliveries({ db, queue }: Context, leaseSeconds: number): Promise<number> {
  return transact(db, 'rescue_deliveries', async (tx) => {
    const lost = await queue.results.lostDeliveries(tx, leaseSeconds, AT_ONCE)
    if (lost.length === 0) return 0
    const given = await giveDeliveriesNewJobs(tx, lost)
    await queue.results.removeDeliveries(
      tx,
      lost.map(({ jobId }) => jobId),
    )
    await queue.results.sendDeliveries(
      tx,
      given.map(({ id, webhookId, jobId }) => ({ id: jobId, deliveryId: id, webhookId, delaySeconds: 0 })),
    )
    return given.length
  })
}

/** Forgets deliveries that are older, and subscriptions that no webhook needs any more; returns how many deliveries. */
export async function tidyDeliveries(context: Context, olderThanDays: number): Promise<number> {
  await transact(context.db, 'subscribe', async (tx) => {
    await lockWebhooks(tx)
    await subscribeWanted(context, tx)
  })
  let removed = 0
  for (let batch = AT_ONCE; batch === AT_ONCE; removed += batch) {
    batch = await transact(context.db, 'forget_deliveries', async (tx) => {
      const old = await removeOldDeliveries(tx, olderThanDays, AT_ONCE)
      const waiting = old.filter(({ state }) => state === 'pending')
      await context.queue.results.removeDeliveries(
        tx,
        waiting.map(({ jobId }) => jobId),
      )
      return old.length
    })
  }
  return removed
}
