/** Statements on sealed secrets: the credentials of channels, and the secrets of webhooks. None of them opens one. */
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
  kind: 'credential' | 'webhook' | 'former_webhook'
  /** Of the channel, or of the webhook. */
  owner: string
  /** Of the credential; '' for a webhook. */
  name: string
  sealed: string
}

/** Where a walk over all secrets has come to. */
export type SecretPosition = Pick<SealedSecret, 'kind' | 'owner' | 'name'>

/** The next secrets after a position, in the order of kind, owner and name; null: from the first. */
export function nextSecrets(tx: Transaction, after: SecretPosition | null, limit: number): Promise<SealedSecret[]> {
  return tx.run<SealedSecret>(sql`
    select kind, owner, name, sealed from (
      select 'credential' as kind, channel_id as owner, name, sealed from channel_credentials
      union all select 'former_webhook', id::text, '', former_secret from webhooks where former_secret is not null
      union all select 'webhook', id::text, '', secret from webhooks
    ) as secrets
     where ${after?.kind ?? null}::text is null
        or (kind, owner, name) > (${after?.kind ?? ''}, ${after?.owner ?? ''}, ${after?.name ?? ''})
     order by kind, owner, name limit ${limit}`)
}

/** Puts another sealing in the place of one; false where somebody has changed the secret meanwhile. */
export async function replaceSealed(tx: Transaction, secret: SealedSecret, sealed: string): Promise<boolean> {
  const { owner, name, sealed: before } = secret
  const statements = {
    credential: sql`
      update channel_credentials set sealed = ${sealed}
       where channel_id = ${owner} and name = ${name} and sealed = ${before} returning name`,
    webhook: sql`update webhooks set secret = ${sealed} where id::text = ${owner} and secret = ${before} returning id`,
    former_webhook: sql`
      update webhooks set former_secret = ${sealed}
       where id::text = ${owner} and former_secret = ${before} returning id`,
  }
  return (await tx.run(statements[secret.kind])).length === 1
}
