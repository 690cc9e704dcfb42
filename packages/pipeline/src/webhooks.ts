/** Webhooks: where results are sent. */
import { randomBytes } from 'node:crypto'
import { RESULT_TYPES, type ResultType } from '@reelyard/core'
import {
  changeWebhook as change,
  deleteWebhook as remove,
  insertWebhook,
  lockWebhook,
  lockWebhooks,
  rotateWebhookSecret,
  unknownChannels,
  wantedTypes,
  webhookById,
  type Transaction,
  type WebhookRow,
  type WebhookSettings,
} from '@reelyard/db'
import type { Context, Keyring } from './context.ts'
import { assertMatches, type Precondition } from './precondition.ts'
import { transact } from './transact.ts'
import { tagOf, webhookView, type WebhookView } from './webhook-read.ts'

/** Thrown where a secret is to be stored or opened, and there is no key to do it with. */
export class EncryptionOffError extends Error {
  override readonly name = 'EncryptionOffError'
  readonly code = 'encryption_off'

  constructor(message = 'REELYARD_SECRET_KEYS is not set, so that no secret can be stored.', options?: ErrorOptions) {
    super(message, options)
  }
}

/** Why nothing was changed. */
export type WebhookRefusal =
  | { done: false; code: 'unknown_webhook' }
  | { done: false; code: 'unknown_channel'; channels: string[] }

export type WebhookChanged = { done: true; webhook: WebhookView } | WebhookRefusal

/** How long a former secret signs as well. */
const FORMER_FOR_SECONDS = 24 * 3600

/** What a webhook's secrets are sealed for. */
export function sealContext(webhookId: string): string {
  return `webhook/${webhookId}`
}

/** Throws EncryptionOffError. */
export function keyringOf({ keyring }: Pick<Context, 'keyring'>): Keyring {
  if (!keyring) throw new EncryptionOffError()
  return keyring
}

/**
 * `secret` is shown here and never again. Where one of that id is there already, the request is a repeated one, and the
 * webhook gets another secret. Throws EncryptionOffError.
 */
export function createWebhook(
  context: Context,
  id: string,
  settings: WebhookSettings,
  by: string,
): Promise<{ done: true; webhook: WebhookView; secret: string } | WebhookRefusal> {
  const { secret, sealed } = newSecret(context, id)
  return transact(context.db, 'webhook', async (tx) => {
    await lockWebhooks(tx)
    const unknown = await unknownChannels(tx, settings.channels ?? [])
    if (unknown.length > 0) return { done: false, code: 'unknown_channel', channels: unknown }
    await insertWebhook(tx, { ...settings, id, secret: sealed, createdBy: by })
    const changed = await asChanged(context, tx, id)
    return changed.done ? { ...changed, secret } : changed
  })
}

function newSecret(context: Context, id: string): { secret: string; sealed: string } {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  return { secret, sealed: keyringOf(context).seal(secret, sealContext(id)) }
}

/** What a webhook's owner may change. `enabled`: true gives a disabled one a clean record. */
export type WebhookChange = { [Name in keyof WebhookSettings]?: WebhookSettings[Name] | undefined } & {
  enabled?: boolean | undefined
}

/** Throws PreconditionFailedError. */
export function updateWebhook(
  context: Context,
  id: string,
  { enabled, ...wish }: WebhookChange,
  ifMatch: Precondition,
): Promise<WebhookChanged> {
  return changing(context, id, ifMatch, async (tx, webhook) => {
    const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))
    const settings: WebhookSettings = { ...webhook, ...given }
    const unknown = await unknownChannels(tx, wish.channels ?? [])
    if (unknown.length > 0) return { done: false, code: 'unknown_channel', channels: unknown }
    await change(tx, id, settings, enabled ?? null)
    return null
  })
}

/** The former secret signs as well for a day. Throws EncryptionOffError and PreconditionFailedError. */
export async function rotateSecret(
  context: Context,
  id: string,
  ifMatch: Precondition,
): Promise<{ done: true; webhook: WebhookView; secret: string } | WebhookRefusal> {
  const { secret, sealed } = newSecret(context, id)
  const changed = await changing(context, id, ifMatch, async (tx) => {
    await rotateWebhookSecret(tx, id, sealed, FORMER_FOR_SECONDS)
    return null
  })
  return changed.done ? { ...changed, secret } : changed
}

/** With its deliveries. What is under way to it may still arrive. Throws PreconditionFailedError. */
export function deleteWebhook(
  context: Context,
  id: string,
  ifMatch: Precondition,
): Promise<{ done: true } | WebhookRefusal> {
  return locked(context, id, ifMatch, async (tx) => {
    await remove(tx, id)
    await subscribeWanted(context, tx)
    return { done: true }
  })
}

/** Results are published for types that some enabled webhook wants. The caller has locked the webhooks. */
export async function subscribeWanted({ queue }: Pick<Context, 'queue'>, tx: Transaction): Promise<void> {
  const wanted = await wantedTypes(tx)
  const types: readonly ResultType[] = wanted.includes('*')
    ? RESULT_TYPES
    : RESULT_TYPES.filter((type) => wanted.includes(type))
  await queue.results.subscribe(tx, types)
}

function changing(
  context: Context,
  id: string,
  ifMatch: Precondition,
  work: (tx: Transaction, webhook: WebhookRow) => Promise<WebhookRefusal | null>,
): Promise<WebhookChanged> {
  return locked<WebhookChanged>(
    context,
    id,
    ifMatch,
    async (tx, webhook) => (await work(tx, webhook)) ?? asChanged(context, tx, id),
  )
}

function locked<Done>(
  { db }: Context,
  id: string,
  ifMatch: Precondition,
  work: (tx: Transaction, webhook: WebhookRow) => Promise<Done>,
): Promise<Done | WebhookRefusal> {
  return transact<Done | WebhookRefusal>(db, 'webhook', async (tx) => {
    await lockWebhooks(tx)
    const webhook = await lockWebhook(tx, id)
    if (!webhook) return { done: false, code: 'unknown_webhook' }
    assertMatches(ifMatch, tagOf(webhook))
    return work(tx, webhook)
  })
}

async function asChanged(context: Context, tx: Transaction, id: string): Promise<WebhookChanged> {
  await subscribeWanted(context, tx)
  const webhook = await webhookById(tx, id)
  return webhook ? { done: true, webhook: webhookView(webhook) } : { done: false, code: 'unknown_webhook' }
}
