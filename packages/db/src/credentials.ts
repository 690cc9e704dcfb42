/** Statements on sealed secrets: of channels, of webhooks, and in kept answers. None of them opens one. */
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

export interface SealedCredential {
  channelId: string
  name: string
  sealed: string
}

/** Puts a credential in the place of the one of that name. */
export async function putCredential(tx: Transaction, credential: SealedCredential, by: string): Promise<void> {
  await tx.run(sql`
    insert into channel_credentials (channel_id, name, sealed, changed_by)
    values (${credential.channelId}, ${credential.name}, ${credential.sealed}, ${by})
    on conflict (channel_id, name) do update
       set sealed = excluded.sealed, changed_by = excluded.changed_by, changed_at = now()`)
}

/** False where there was none. */
export async function deleteCredential(tx: Transaction, channelId: string, name: string): Promise<boolean> {
  const rows = await tx.run(sql`
    delete from channel_credentials where channel_id = ${channelId} and name = ${name} returning name`)
  return rows.length === 1
}

export interface CredentialName {
  name: string
  changedAt: string
  changedBy: string
}

/** By name. */
export function listCredentials(tx: Transaction, channelId: string): Promise<CredentialName[]> {
  return tx.run<CredentialName>(sql`
    select name, changed_at as "changedAt", changed_by as "changedBy" from channel_credentials
     where channel_id = ${channelId} order by name`)
}

/** Those of these names that the channel has. */
export function sealedCredentials(
  tx: Transaction,
  channelId: string,
  names: readonly string[],
): Promise<SealedCredential[]> {
  return tx.run<SealedCredential>(sql`
    select channel_id as "channelId", name, sealed from channel_credentials
     where channel_id = ${channelId} and name = any(${sql.param(names)}::text[])`)
}

/** A secret wherever it is kept. */
export interface SealedSecret {
  kind: 'answer' | 'credential' | 'webhook' | 'webhook_former'
  /** Of the channel, or of the webhook; whose the Idempotency-Key is. */
  owner: string
  /** Of the credential; the Idempotency-Key; '' for a webhook. */
  name: string
  sealed: string
}

/** Where a walk over all secrets has come to. */
export type SecretPosition = Pick<SealedSecret, 'kind' | 'owner' | 'name'>

/**
 * The next secrets after a position, in the order of kind, owner and name; null: from the first. So a webhook's former secret
 * comes after its present one, which may become the former one meanwhile.
 */
export function nextSecrets(tx: Transaction, after: SecretPosition | null, limit: number): Promise<SealedSecret[]> {
  return tx.run<SealedSecret>(sql`
    select kind, owner, name, sealed from (
      select 'answer' as kind, owner, key as name, body as sealed from idempotency_keys
       where headers ->> 'sealed' = 'true' and body is not null
      union all select 'credential', channel_id, name, sealed from channel_credentials
      union all select 'webhook', id::text, '', secret from webhooks
      union all select 'webhook_former', id::text, '', former_secret from webhooks where former_secret is not null
    ) as secrets
     where ${after?.kind ?? null}::text is null
        or (kind, owner, name) > (${after?.kind ?? ''}, ${after?.owner ?? ''}, ${after?.name ?? ''})
     order by kind, owner, name limit ${limit}`)
}

/** Puts another sealing in the place of one; false where somebody has changed the secret meanwhile. */
export async function replaceSealed(tx: Transaction, secret: SealedSecret, sealed: string): Promise<boolean> {
  const { kind, owner, name, sealed: before } = secret
  // Wherever it stands by now: one that has just been rotated is the former one.
  const ofWebhook = sql`
    update webhooks set secret = case when secret = ${before} then ${sealed} else secret end,
                        former_secret = case when former_secret = ${before} then ${sealed} else former_secret end
     where id::text = ${owner} and ${before} in (secret, former_secret) returning id`
  const statements = {
    answer: sql`
      update idempotency_keys set body = ${sealed}
       where owner = ${owner} and key = ${name} and body = ${before} returning key`,
    credential: sql`
      update channel_credentials set sealed = ${sealed}
       where channel_id = ${owner} and name = ${name} and sealed = ${before} returning name`,
    webhook: ofWebhook,
    webhook_former: ofWebhook,
  }
  return (await tx.run(statements[kind])).length === 1
}
