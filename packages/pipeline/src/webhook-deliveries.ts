/**
 * Deliveries: claim one, send it outside of any transaction, settle it. Who dies in between leaves its job to be taken over
 * when the lease is over: what was sent may be sent again, never lost.
 */
import { randomUUID } from 'node:crypto'
import {
  deliveryById,
  disableWebhook,
  endDelivery,
  hasArrivedSince,
  keepTry,
  lockDelivery,
  lockWebhook,
  noteArrival,
  webhookById,
  type AfterTry,
  type DeliveryRow,
  type TryRecord,
  type Transaction,
  type WebhookRow,
} from '@reelyard/db'
import type { FetchedDelivery } from '@reelyard/queue'
import type { Context } from './context.ts'
import { publishOther } from './results.ts'
import { transact } from './transact.ts'
import { secretsOf, type SigningSecrets } from './webhook-secrets.ts'

/** What is to be sent, and to whom. */
export interface DueDelivery extends SigningSecrets {
  job: FetchedDelivery['job']
  deliveryId: string
  webhookId: string
  messageId: string
  url: string
  body: string
  /** Tries before this one. */
  tries: number
}

/** The delivery that has waited longest, of none of these webhooks; null where nothing is due. */
export async function claimDelivery(context: Context, exceptWebhooks: readonly string[]): Promise<DueDelivery | null> {
  for (;;) {
    const claimed = await transact(context.db, 'claim_delivery', (tx) => claimNext(context, tx, exceptWebhooks))
    if (claimed === null) return null
    if (claimed === 'stray') continue
    const { fetched, delivery, webhook } = claimed
    return {
      ...fetched,
      messageId: delivery.messageId,
      url: webhook.url,
      body: delivery.body,
      tries: delivery.tries,
      ...secretsOf(context, webhook),
    }
  }
}

/** `stray`: the job stood for no delivery that is to be sent, and has ended. */
async function claimNext({ queue }: Context, tx: Transaction, exceptWebhooks: readonly string[]) {
  const fetched = await queue.results.fetchDelivery(tx, exceptWebhooks)
  if (!fetched) return null
  const delivery = await deliveryById(tx, fetched.deliveryId)
  const webhook = await webhookById(tx, fetched.webhookId)
  const due = delivery?.state === 'pending' && delivery.jobId === fetched.job.id
  if (due && webhook && webhook.disabledAt === null) return { fetched, delivery, webhook }
  if (due) await endDelivery(tx, delivery.id)
  await queue.results.completeDelivery(tx, fetched.job)
  return 'stray' as const
}

/** What came of a try. */
export interface Tried extends TryRecord {
  /** When the receiver wants to be asked again; null: it did not say. */
  retryAfterSeconds: number | null
}

/** How deliveries are tried again, and when a webhook is given up. */
export interface DeliveryPolicy {
  /** The wait before each try but the first, in seconds; as many tries as it has entries, and one. */
  delaysSeconds: readonly number[]
  /** A wait is longer or shorter by up to this share of it. */
  jitter: number
  retryAfterMostSeconds: number
  /** A webhook where nothing has arrived for so long is disabled. */
  giveUpAfterSeconds: number
}

/** Ten tries over 75.6 hours, as Standard Webhooks proposes. */
export const DELIVERY_POLICY: DeliveryPolicy = {
  delaysSeconds: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400],
  jitter: 0.1,
  retryAfterMostSeconds: 86_400,
  giveUpAfterSeconds: 5 * 86_400,
}

/** `lost`: somebody else has it by now, or it is gone; nothing was changed. `disabled`: why the webhook was, by this try. */
export type SettledDelivery = { state: DeliveryRow['state'] | 'lost'; disabled: string | null }

export function settleDelivery(
  context: Context,
  { job, deliveryId, webhookId }: Pick<DueDelivery, 'job' | 'deliveryId' | 'webhookId'>,
  tried: Tried,
  policy: DeliveryPolicy,
): Promise<SettledDelivery> {
  return transact(context.db, 'settle_delivery', async (tx) => {
    const webhook = await lockWebhook(tx, webhookId)
    const delivery = await lockDelivery(tx, deliveryId)
    const mine = await context.queue.results.completeDelivery(tx, job)
    if (!mine || !webhook || delivery?.state !== 'pending' || delivery.jobId !== job.id) return LOST
    const after = afterTry(delivery, tried, policy)
    await keepTry(tx, deliveryId, tried, after)
    if (after.state === 'pending') {
      const { jobId, delaySeconds } = after
      await context.queue.results.sendDeliveries(tx, [{ id: jobId, deliveryId, webhookId, delaySeconds }])
    }
    await noteArrival(tx, webhookId, hasArrived(tried))
    const disabled = await reasonToDisable(tx, webhook, deliveryId, tried, after, policy)
    if (disabled) await disable(context, tx, webhook, disabled)
    return { state: after.state, disabled }
  })
}

const LOST = { state: 'lost', disabled: null } as const

/** Any 2xx. */
export function hasArrived({ response }: Pick<TryRecord, 'response'>): boolean {
  return response !== null && response.status >= 200 && response.status < 300
}

function afterTry({ tries }: DeliveryRow, tried: Tried, policy: DeliveryPolicy): AfterTry {
  if (hasArrived(tried)) return { state: 'delivered' }
  const delay = policy.delaysSeconds[tries]
  if (delay === undefined || tried.response?.status === 410) return { state: 'failed' }
  const spread = delay * (1 + policy.jitter * (2 * Math.random() - 1))
  const asked = Math.min(tried.retryAfterSeconds ?? 0, policy.retryAfterMostSeconds)
  return { state: 'pending', jobId: randomUUID(), delaySeconds: Math.max(spread, asked) }
}

/** `webhook` is as it was before the try. */
async function reasonToDisable(
  tx: Transaction,
  { id, failingSince, disabledAt }: WebhookRow,
  deliveryId: string,
  tried: Tried,
  after: AfterTry,
  policy: DeliveryPolicy,
): Promise<string | null> {
  if (hasArrived(tried) || disabledAt !== null) return null
  if (tried.response?.status === 410) return 'gone'
  if (after.state === 'failed' && !(await hasArrivedSince(tx, id, deliveryId))) return 'exhausted'
  const failingMs = failingSince === null ? 0 : Date.now() - new Date(failingSince).getTime()
  return failingSince !== null && failingMs >= policy.giveUpAfterSeconds * 1000 ? 'failing' : null
}

async function disable(context: Context, tx: Transaction, webhook: WebhookRow, reason: string): Promise<void> {
  await disableWebhook(tx, webhook.id, reason)
  await publishOther(context, tx, 'webhook.disabled', {
    webhookId: webhook.id,
    reason,
    // A webhook of one channel is that channel's business; one of several is nobody's in particular.
    ...(webhook.channels?.length === 1 ? { channel: webhook.channels[0] } : {}),
    links: { webhook: `/v1/webhooks/${webhook.id}` },
  })
}
