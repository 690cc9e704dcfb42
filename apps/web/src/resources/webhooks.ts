/** Webhooks and deliveries, as the API shows them. */
import { RESULT_FORMATS, RESULT_TYPES } from '@reelyard/core'
import { DELIVERY_STATES } from '@reelyard/pipeline'
import { z } from 'zod'
import { pageQuery } from '../input.ts'

const id = z.uuid()
const time = z.iso.datetime()
const link = z.string().describe('A path on this host.')
const nextCursor = z.string().nullable().describe('Give it as `cursor` to get the next page; null on the last one.')

const url = z
  .string()
  .min(1)
  .max(2_000)
  .regex(/^https?:\/\/[^\s]+$/)
  .describe('Where messages are sent by POST. It must be https:// and lead to public addresses.')
const types = z
  .array(z.enum(['*', ...RESULT_TYPES]))
  .min(1)
  .max(RESULT_TYPES.length + 1)
  .describe('Which results; `*`: all of them.')
const channels = z
  .array(z.string().min(1).max(64))
  .min(1)
  .max(100)
  .nullable()
  .describe('Results of these channels only; null: of all.')
const format = z
  .enum(RESULT_FORMATS)
  .describe('`standard`: {id, type, timestamp, data}. `cloudevents`: a CloudEvent 1.0 in structured JSON.')
const description = z.string().max(500).nullable()

const EXAMPLE = {
  url: 'https://example.com/hooks/reelyard',
  types: ['video.completed', 'video.failed'],
  description: 'Tells the editors',
}

/** Body of `POST /v1/webhooks`. */
export const newWebhookBody = z
  .strictObject({
    url,
    types,
    channels: channels.default(null),
    format: format.default('standard'),
    description: description.default(null),
  })
  .meta({ id: 'NewWebhook', examples: [EXAMPLE] })

/** Body of `PATCH /v1/webhooks/{id}`. */
export const webhookChangeBody = z
  .strictObject({
    url: url.optional(),
    types: types.optional(),
    channels: channels.optional(),
    format: format.optional(),
    description: description.optional(),
    enabled: z
      .boolean()
      .optional()
      .describe('true: from now on, with a clean record. false: nothing is sent any more.'),
  })
  .meta({ id: 'WebhookChange', examples: [{ enabled: true }] })

const webhook = {
  id,
  url: z.string(),
  description: z.string().nullable(),
  channels: z.array(z.string()).nullable(),
  types: z.array(z.string()),
  format,
  enabled: z.boolean(),
  version: z.int().describe('Rises with each change; it is the ETag.'),
  createdAt: time,
  createdBy: z.string().describe('The name of the key.'),
  disabledAt: time.nullable(),
  disabledReason: z
    .string()
    .nullable()
    .describe(
      '`by_hand`; `gone`: it answered 410; `exhausted`: the last try of a delivery failed; `failing`: for five days.',
    ),
  failingSince: time.nullable().describe('Since when nothing has arrived; null where the last try arrived.'),
  formerSecretUntil: time.nullable().describe('Until when messages are signed with the former secret as well.'),
  links: z.strictObject({ self: link, deliveries: link }),
}

/** A webhook. */
export const webhookResource = z.strictObject(webhook).meta({ id: 'Webhook', description: 'Where results are sent.' })

/** The same, in the one answer that shows its secret. */
export const webhookWithSecretResource = z
  .strictObject({
    ...webhook,
    secret: z.string().describe('`whsec_…`, what messages are signed with. Never shown again.'),
  })
  .meta({ id: 'WebhookWithSecret' })

/** A page of webhooks. */
export const webhookPageResource = z
  .strictObject({ webhooks: z.array(webhookResource), nextCursor })
  .meta({ id: 'WebhookPage', description: 'Webhooks, newest first.' })

const delivery = {
  id,
  webhookId: id,
  messageId: id.describe('`webhook-id` of the request: the same for each try, and for replays.'),
  type: z.string(),
  channel: z.string().nullable(),
  state: z.enum(DELIVERY_STATES),
  tries: z.int(),
  createdAt: time,
  nextTryAt: time.nullable(),
  endedAt: time.nullable(),
  replayOf: id.nullable().describe('The delivery that it repeats.'),
  links: z.strictObject({ self: link, webhook: link }),
}

/** A delivery without what was sent. */
export const deliveryResource = z
  .strictObject(delivery)
  .meta({ id: 'WebhookDelivery', description: 'A result on its way to one webhook.' })

/** A page of deliveries. */
export const deliveryPageResource = z
  .strictObject({ deliveries: z.array(deliveryResource), nextCursor })
  .meta({ id: 'WebhookDeliveryPage', description: 'Deliveries of a webhook, newest first.' })

const tryResource = z
  .strictObject({
    number: z.int(),
    at: time,
    milliseconds: z.int(),
    request: z
      .strictObject({ url: z.string(), headers: z.record(z.string(), z.string()) })
      .describe('Without the signature.'),
    response: z
      .strictObject({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string() })
      .nullable()
      .describe('Its first 4,096 bytes; null where there was no answer.'),
    error: z.strictObject({ code: z.string(), message: z.string() }).nullable().describe('Why there was no answer.'),
  })
  .meta({ id: 'WebhookTry' })

/** A delivery with what was sent, and what came back. */
export const wholeDeliveryResource = z
  .strictObject({ ...delivery, body: z.string().describe('To the byte.'), attempts: z.array(tryResource) })
  .meta({ id: 'WholeWebhookDelivery' })

/** Query of the deliveries of a webhook. */
export const deliveryQuery = pageQuery.extend({ state: z.enum(DELIVERY_STATES).optional() })

/** A webhook. */
export type WebhookResource = z.infer<typeof webhookResource>
/** With its secret. */
export type WebhookWithSecretResource = z.infer<typeof webhookWithSecretResource>
/** A page of webhooks. */
export type WebhookPageResource = z.infer<typeof webhookPageResource>
/** A delivery. */
export type DeliveryResource = z.infer<typeof deliveryResource>
/** A page of deliveries. */
export type DeliveryPageResource = z.infer<typeof deliveryPageResource>
/** A delivery with what was sent. */
export type WholeDeliveryResource = z.infer<typeof wholeDeliveryResource>
