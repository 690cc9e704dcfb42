/**
 * The token of a review link: base64url of a payload in JSON, a dot, and base64url of its HMAC-SHA256. Keys are derived for
 * this purpose from each secret key of the environment: the first one signs, all of them verify.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Keyring } from './context.ts'

/** What the signing keys are derived for. */
const PURPOSE = 'review links'

const payloadSchema = z.strictObject({
  v: z.literal(1),
  task: z.uuid(),
  attempt: z.int(),
  /** When it expires: seconds since 1970. */
  exp: z.int(),
  /** The key that made it. */
  by: z.string(),
  nonce: z.string(),
})

/** What a token says. */
export type ReviewToken = Omit<z.infer<typeof payloadSchema>, 'v' | 'nonce'>

/** Longer ones are not looked at. */
const LONGEST = 2_000

export function writeReviewToken(keyring: Keyring, token: ReviewToken): string {
  const nonce = randomBytes(12).toString('base64url')
  const payload = Buffer.from(JSON.stringify({ v: 1, ...token, nonce })).toString('base64url')
  return `${payload}.${signature(keyring.derive(PURPOSE)[0]!, payload).toString('base64url')}`
}

/** Null where no key of ours has signed it, or it was changed since. Says nothing of whether it has expired. */
export function readReviewToken(keyring: Keyring, text: string): ReviewToken | null {
  const [, payload = '', signed = ''] = /^([\w-]+)\.([\w-]{43})$/.exec(text.slice(0, LONGEST + 1)) ?? []
  const given = Buffer.from(signed, 'base64url')
  // Of the last character not all bits count: another one must not be as good.
  if (text.length > LONGEST || signed === '' || given.toString('base64url') !== signed) return null
  const ours = keyring.derive(PURPOSE).filter((key) => timingSafeEqual(signature(key, payload), given))
  if (ours.length === 0) return null
  const parsed = payloadSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  if (!parsed.success) return null
  const { task, attempt, exp, by } = parsed.data
  return { task, attempt, exp, by }
}

function signature(key: Buffer, payload: string): Buffer {
  return createHmac('sha256', key).update(payload).digest()
}
