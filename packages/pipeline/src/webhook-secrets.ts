import type { WebhookRow } from '@reelyard/db'
import type { Context } from './context.ts'
import { keyringOf, sealContext } from './webhooks.ts'

/** What a message is signed with. */
export interface SigningSecrets {
  /** `whsec_…`, the current one first; none where `fault` says why. */
  secrets: string[]
  /** Its message holds no secret. */
  fault: { code: string; message: string } | null
}

/** Opens the secrets of a webhook that sign now. */
export function secretsOf(context: Pick<Context, 'keyring'>, webhook: WebhookRow): SigningSecrets {
  const { id, secret, formerSecret, formerSecretUntil } = webhook
  const former = formerSecretUntil !== null && new Date(formerSecretUntil).getTime() > Date.now() ? formerSecret : null
  try {
    const keyring = keyringOf(context)
    const sealed = former === null ? [secret] : [secret, former]
    return { secrets: sealed.map((text) => keyring.open(text, sealContext(id))), fault: null }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { secrets: [], fault: { code: 'secret_unreadable', message } }
  }
}
