/** Webhooks and deliveries, from what the pipeline says to what the API answers. */
import { mayKnow, type Principal } from '@reelyard/core'
import { findDestination, isUnsafe } from '@reelyard/outbound'
import { tagOf, type DeliveryView, type WebhookRefusal, type WebhookView } from '@reelyard/pipeline'
import type { FastifyReply } from 'fastify'
import { notFound } from '../access/objects.ts'
import { Problem } from '../problem/problem.ts'
import type { DeliveryResource, WebhookResource } from '../resources/webhooks.ts'
import type { Outbound } from './send.ts'

export const WEBHOOKS = '/v1/webhooks'
export const DELIVERIES = '/v1/webhook-deliveries'

/** Throws Problem for a URL that nothing will be sent to. Names are looked up, and may lead elsewhere later. */
export async function assertSafe(url: string, outbound: Outbound): Promise<void> {
  await findDestination(url, outbound).catch((error: unknown) => {
    if (!isUnsafe(error)) throw error
    const fault = { pointer: '/url', code: 'malformed', message: error.message }
    throw new Problem('unsafe_url', { detail: error.message, errors: [fault] })
  })
}

/** Throws Problem: for a key of some channels the others do not exist, and a webhook of all channels is not its to make. */
export function assertOwnChannels(who: Principal, channels: readonly string[] | null): void {
  if (who.channels === null) return
  if (channels === null) {
    const message = `'channels' is required, since your key is for some channels only.`
    throw new Problem('invalid_body', {
      detail: message,
      errors: [{ pointer: '/channels', code: 'required', message }],
    })
  }
  const others = channels.filter((channel) => !mayKnow(who, channel))
  if (others.length > 0) throw unknownChannels(channels, others)
}

function unknownChannels(named: readonly string[], unknown: readonly string[]): Problem {
  const errors = unknown.map((channel) => ({
    pointer: `/channels/${named.indexOf(channel)}`,
    code: 'unknown_channel',
    message: `There is no channel '${channel}'.`,
  }))
  return new Problem('invalid_body', { detail: errors.map(({ message }) => message).join(' '), errors })
}

/** Throws what a refusal is over HTTP. `body` is what named channels. */
export function changedOrThrow<Changed extends { done: true }>(
  id: string,
  changed: Changed | WebhookRefusal,
  body: { channels?: readonly string[] | null | undefined } = {},
): Changed {
  if (changed.done) return changed
  if (changed.code === 'unknown_channel') throw unknownChannels(body.channels ?? [], changed.channels)
  throw notFound('webhook', id)
}

/** As an answer, with its ETag. */
export function tagged(reply: FastifyReply, webhook: WebhookView): WebhookResource {
  reply.header('etag', tagOf(webhook))
  return webhookResourceOf(webhook)
}

export function webhookResourceOf(webhook: WebhookView): WebhookResource {
  const self = `${WEBHOOKS}/${webhook.id}`
  return { ...webhook, enabled: webhook.disabledAt === null, links: { self, deliveries: `${self}/deliveries` } }
}

export function deliveryResourceOf({ body: _body, channelId, ...delivery }: DeliveryView): DeliveryResource {
  const links = { self: `${DELIVERIES}/${delivery.id}`, webhook: `${WEBHOOKS}/${delivery.webhookId}` }
  return { ...delivery, channel: channelId, links }
}
