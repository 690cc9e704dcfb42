/** Results on their way to webhooks. */
import type { DeliveryFilter, WebhookSettings } from '@reelyard/db'
import type { Context } from '../context.ts'
import type { Precondition } from '../precondition.ts'
import {
  claimDelivery,
  settleDelivery,
  type DeliveryPolicy,
  type DueDelivery,
  type Tried,
} from '../webhook-deliveries.ts'
import { dispatchResults } from '../webhook-dispatch.ts'
import { composeTest, getDelivery, keepTest, pageOfDeliveries, replayDelivery } from '../webhook-history.ts'
import { getWebhook, pageOfWebhooks } from '../webhook-read.ts'
import { rescueDeliveries, tidyDeliveries } from '../webhook-upkeep.ts'
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook, type WebhookChange } from '../webhooks.ts'

export function webhooksCalls(context: Context) {
  return {
    createWebhook: (id: string, settings: WebhookSettings, by: string) => createWebhook(context, id, settings, by),
    pageOfWebhooks: (channels: readonly string[] | null, limit: number, cursor: string | null) =>
      pageOfWebhooks(context, channels, limit, cursor),
    getWebhook: (id: string) => getWebhook(context, id),
    updateWebhook: (id: string, change: WebhookChange, ifMatch: Precondition) =>
      updateWebhook(context, id, change, ifMatch),
    rotateSecret: (id: string, ifMatch: Precondition) => rotateSecret(context, id, ifMatch),
    deleteWebhook: (id: string, ifMatch: Precondition) => deleteWebhook(context, id, ifMatch),

    pageOfDeliveries: (filter: DeliveryFilter, limit: number, cursor: string | null) =>
      pageOfDeliveries(context, filter, limit, cursor),
    getDelivery: (id: string) => getDelivery(context, id),
    replayDelivery: (id: string, replayId: string) => replayDelivery(context, id, replayId),
    composeTest: (webhookId: string) => composeTest(context, webhookId),
    keepTest: (test: Omit<DueDelivery, 'job' | 'tries'>, tried: Tried) => keepTest(context, test, tried),

    /** Makes deliveries of up to `limit` results; returns how many results there were. */
    dispatchResults: (limit: number) => dispatchResults(context, limit),
    claimDelivery: (exceptWebhooks: readonly string[]) => claimDelivery(context, exceptWebhooks),
    settleDelivery: (due: DueDelivery, tried: Tried, policy: DeliveryPolicy) =>
      settleDelivery(context, due, tried, policy),
    rescueDeliveries: (leaseSeconds: number) => rescueDeliveries(context, leaseSeconds),
    tidyDeliveries: (olderThanDays: number) => tidyDeliveries(context, olderThanDays),
  }
}
