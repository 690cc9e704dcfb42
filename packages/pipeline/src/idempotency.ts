/** First answers to requests that bear an Idempotency-Key: claimed, kept, repeated. */
import { randomUUID } from 'node:crypto'
import { claimKey, keepAnswer, keptAnswer, letGoOfKey, removeOldAnswers, type HeldKey } from '@reelyard/db'
import type { Context } from './context.ts'
import { EncryptionOffError } from './webhooks.ts'

/** An answer as it was sent. */
export interface KeptAnswer {
  status: number
  headers: Record<string, string>
  body: string | null
}

/** A key of somebody, for one request. */
export interface RepeatableRequest {
  owner: string
  key: string
  /** SHA-256 of what is asked. */
  digest: string
}

/**
 * `yours`: answer it, and hand in the answer; what it creates gets ids made of `seed`. `answered`: say that again. `in
 * flight`: somebody else is at it. `mismatch`: the key was used for another request.
 */
export type Claimed =
  | { state: 'yours'; seed: string; holding: HeldKey }
  | { state: 'answered'; answer: KeptAnswer }
  | { state: 'in flight' | 'mismatch' }

/** How long a claim holds; who is longer at it holds on. */
export const HOLD_SECONDS = 60

/** Between two statements a row may be removed or let go: then the claim is tried again. */
const TRIES = 3

export async function claimAnswer(context: Context, { owner, key, digest }: RepeatableRequest): Promise<Claimed> {
  const holding = { owner, key, holder: randomUUID() }
  for (let tried = 1; tried <= TRIES; tried++) {
    const claim = { ...holding, request: digest, seed: randomUUID(), holdSeconds: HOLD_SECONDS }
    const seed = await claimKey(context.db, claim)
    if (seed !== null) return { state: 'yours', seed, holding }
    const kept = await keptAnswer(context.db, owner, key)
    if (!kept) continue
    if (kept.request !== digest) return { state: 'mismatch' }
    if (kept.status === null) return { state: 'in flight' }
    return { state: 'answered', answer: opened(context, holding, kept.status, kept.headers, kept.body) }
  }
  return { state: 'in flight' }
}

/** What stands in `headers`: those of the answer, and how its body is stored. */
interface StoredHeaders {
  headers: Record<string, string>
  sealed: boolean
}

function opened(context: Context, holding: HeldKey, status: number, stored: unknown, body: string | null): KeptAnswer {
  const { headers, sealed } = stored as StoredHeaders
  if (!sealed || body === null) return { status, headers, body }
  const unreadable = 'The first answer was sealed under a key that is not among REELYARD_SECRET_KEYS any more.'
  try {
    if (context.keyring) return { status, headers, body: context.keyring.open(body, answerContext(holding)) }
  } catch (cause) {
    throw new EncryptionOffError(unreadable, { cause })
  }
  throw new EncryptionOffError(unreadable)
}

/** What an answer is sealed for. */
export function answerContext({ owner, key }: Pick<HeldKey, 'owner' | 'key'>): string {
  return `answer/${owner}/${key}`
}

/**
 * Keeps an answer for whoever asks the same. `secrets` are the fields of its body that nobody may read in the database: the
 * body is sealed; where there is nothing to seal with, those fields are kept as null.
 */
export async function storeAnswer(
  context: Context,
  holding: HeldKey,
  { status, headers, body }: KeptAnswer,
  secrets: readonly string[],
): Promise<void> {
  const keyring = secrets.length > 0 && body !== null ? context.keyring : null
  const kept = keyring ? keyring.seal(body ?? '', answerContext(holding)) : withheld(body, secrets)
  const stored: StoredHeaders = { headers, sealed: Boolean(keyring) }
  await keepAnswer(context.db, holding, { status, headers: stored, body: kept })
}

function withheld(body: string | null, secrets: readonly string[]): string | null {
  if (body === null || secrets.length === 0) return body
  const answer = JSON.parse(body) as Record<string, unknown>
  for (const name of secrets) if (name in answer) answer[name] = null
  return JSON.stringify(answer)
}

/** Lets somebody else answer: the next who asks the same, with the same seed. */
export function letGo({ db }: Context, holding: HeldKey): Promise<void> {
  return letGoOfKey(db, holding)
}

/** Removes answers whose time is over; returns how many. */
export async function forgetAnswers({ db }: Context): Promise<number> {
  for (let removed = 0; ;) {
    const some = await removeOldAnswers(db)
    if (some === 0) return removed
    removed += some
  }
}
