/** Credentials of channels: stored sealed, opened for the script that declares them, and never shown. */
import { isDeclarable } from '@reelyard/core'
import {
  deleteCredential,
  listCredentials,
  lockChannel,
  nextSecrets,
  putCredential,
  replaceSealed,
  sealedCredentials,
  type CredentialName,
  type SealedSecret,
  type SecretPosition,
} from '@reelyard/db'
import type { Context, Keyring } from './context.ts'
import { answerContext } from './idempotency.ts'
import { isoTime } from './run.ts'
import { transact } from './transact.ts'
import { EncryptionOffError, sealContext } from './webhooks.ts'

/** Thrown where a credential that a script declares cannot be opened. Its message holds no secret. */
export class CredentialUnreadableError extends Error {
  override readonly name = 'CredentialUnreadableError'
  readonly code = 'credential_unreadable'
}

/** What a credential is sealed for, and what alone opens it. */
function contextOf(channelId: string, name: string): string {
  return `credential/${channelId}/${name}`
}

/** Stores a credential. False where there is no such channel. Throws EncryptionOffError. `name` must be declarable. */
export async function storeCredential(
  { db, keyring }: Context,
  { channelId, name, value, by }: { channelId: string; name: string; value: string; by: string },
): Promise<boolean> {
  if (!keyring) throw new EncryptionOffError()
  const sealed = keyring.seal(value, contextOf(channelId, name))
  return transact(db, 'store credential', async (tx) => {
    if (!(await lockChannel(tx, channelId))) return false
    await putCredential(tx, { channelId, name, sealed }, by)
    return true
  })
}

/** False where there was none. */
export async function removeCredential({ db }: Context, channelId: string, name: string): Promise<boolean> {
  return isDeclarable(name) && deleteCredential(db, channelId, name)
}

/** Names only; by name. */
export async function credentialNames({ db }: Context, channelId: string): Promise<CredentialName[]> {
  return (await listCredentials(db, channelId)).map((row) => ({ ...row, changedAt: isoTime(row.changedAt) }))
}

/** Those of these names that the channel has, opened: for a script that is about to start. Throws CredentialUnreadableError. */
export async function credentialsOf(
  { db, keyring }: Context,
  channelId: string,
  names: readonly string[],
): Promise<Record<string, string>> {
  if (names.length === 0) return {}
  const rows = await sealedCredentials(db, channelId, names)
  return Object.fromEntries(rows.map(({ name, sealed }) => [name, openFor(keyring, channelId, name, sealed)]))
}

function openFor(keyring: Context['keyring'], channelId: string, name: string, sealed: string): string {
  try {
    if (!keyring) throw new EncryptionOffError()
    return keyring.open(sealed, contextOf(channelId, name))
  } catch (error) {
    throw new CredentialUnreadableError(`The credential ${name} of the channel '${channelId}': ${reasonOf(error)}`)
  }
}

export interface Reencryption {
  /** Sealed anew, under the current key. */
  reencrypted: number
  /** Were under the current key already. */
  current: number
  /** Could not be opened; they stay as they are. */
  unreadable: { secret: string; reason: string }[]
}

/** Secrets that are read in one statement. */
const AT_ONCE = 100

/**
 * Seals every secret anew that is not under the current key, one by one: safe to interrupt, to repeat, and beside all else.
 * Throws EncryptionOffError.
 */
export async function reencryptCredentials({ db, keyring }: Context): Promise<Reencryption> {
  if (!keyring) throw new EncryptionOffError()
  const report: Reencryption = { reencrypted: 0, current: 0, unreadable: [] }
  let after: SecretPosition | null = null
  for (let count = AT_ONCE; count === AT_ONCE;) {
    const batch: SealedSecret[] = await nextSecrets(db, after, AT_ONCE)
    for (const secret of batch) {
      if (keyring.isCurrent(secret.sealed)) report.current += 1
      else await reencrypt(db, keyring, secret, report)
    }
    after = batch.at(-1) ?? null
    count = batch.length
  }
  return report
}

async function reencrypt(
  db: Context['db'],
  keyring: Keyring,
  secret: SealedSecret,
  report: Reencryption,
): Promise<void> {
  const { kind, owner, name, sealed } = secret
  const contexts = {
    answer: answerContext({ owner, key: name }),
    credential: contextOf(owner, name),
    webhook: sealContext(owner),
    webhook_former: sealContext(owner),
  }
  const context = contexts[kind]
  try {
    const again = keyring.seal(keyring.open(sealed, context), context)
    // Who has changed it meanwhile has sealed it under the current key.
    if (await replaceSealed(db, secret, again)) report.reencrypted += 1
    else report.current += 1
  } catch (error) {
    if (!isUnsealError(error)) throw error
    report.unreadable.push({ secret: context, reason: reasonOf(error) })
  }
}

function isUnsealError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'cannot_unseal'
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
