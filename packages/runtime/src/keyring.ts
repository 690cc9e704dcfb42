/**
 * Secrets at rest: sealed with AES-256-GCM under keys from the environment. The first key seals, all of them open, so that
 * a key can be replaced: put the new one first, re-encrypt, take the old one away.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEYS_MOST = 20
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/

/** The keys of `REELYARD_SECRET_KEYS` are not as they must be. Its message never holds any of them. */
export class BadKeyringError extends Error {
  override readonly name = 'BadKeyringError'
  readonly code = 'bad_keyring'
}

/** A sealed text cannot be opened. Its message says why, and holds neither a key nor the text. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError'
  readonly code = 'cannot_unseal'

  /** `missing_key`: sealed under a key that is not here; `tampered`: not what was sealed, or not for this context. */
  readonly reason: 'missing_key' | 'tampered'

  constructor(reason: UnsealError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** Seals and opens secrets. Holds its keys where no log and no JSON can show them. */
export interface Keyring {
  /** `<key id>.<nonce>.<tag>.<ciphertext>` in base64url. `context` says what it is for, and opens nothing else. */
  seal(plaintext: string, context: string): string
  /** Throws UnsealError. */
  open(sealed: string, context: string): string
  /** Whether it was sealed under the first key. */
  isCurrent(sealed: string): boolean
  /** 32 bytes from each key for a purpose of its own (HKDF-SHA256); the first is the current one. */
  derive(info: string): Buffer[]
}

interface SecretKey {
  id: string
  bytes: Buffer
}

/**
 * From `<id>:<base64 of 32 bytes>[,<id>:<base64> ...]`; null where nothing is set. Throws BadKeyringError with all that is
 * wrong, by the place of a key in the list.
 */
export function readKeyring(text: string | undefined): Keyring | null {
  if (text === undefined || text.trim() === '') return null
  const faults: string[] = []
  const keys = text.split(',').flatMap((entry, index) => {
    const key = readKey(entry.trim())
    if (typeof key !== 'string') return [key]
    faults.push(`Key ${index + 1} ${key}.`)
    return []
  })
  if (keys.length > KEYS_MOST) faults.push(`There are ${keys.length} keys; the limit is ${KEYS_MOST}.`)
  if (new Set(keys.map(({ id }) => id)).size < keys.length) faults.push('Two keys have the same id.')
  const [current] = keys
  if (faults.length > 0 || !current) throw new BadKeyringError(faults.join(' '))
  return keyringOf(current, keys)
}

/** A sentence's end where it is no key. */
function readKey(entry: string): SecretKey | string {
  const colon = entry.indexOf(':')
  if (colon < 0) return "has no ':' between its id and its base64"
  const id = entry.slice(0, colon)
  const base64 = entry.slice(colon + 1)
  if (!KEY_ID.test(id)) return 'has an id that is not 1 to 32 letters, digits, _ or -'
  const bytes = BASE64.test(base64) ? Buffer.from(base64, 'base64') : Buffer.alloc(0)
  if (bytes.length !== KEY_BYTES) return `is not the base64 of ${KEY_BYTES} bytes`
  return { id, bytes }
}

function keyringOf(current: SecretKey, keys: readonly SecretKey[]): Keyring {
  const byId = new Map(keys.map(({ id, bytes }) => [id, bytes]))
  return {
    seal: (plaintext, context) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, current.bytes, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(Buffer.from(context))
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
      return [current.id, ...[nonce, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'))].join(
        '.',
      )
    },
    open: (sealed, context) => {
      const [id = '', nonce, tag, ciphertext, ...rest] = sealed.split('.')
      if (nonce === undefined || tag === undefined || ciphertext === undefined || rest.length > 0) throw tampered()
      const key = byId.get(id)
      if (key) return openWith(key, { nonce, tag, ciphertext }, context)
      throw KEY_ID.test(id) ? missing(id) : tampered()
    },
    isCurrent: (sealed) => sealed.startsWith(`${current.id}.`),
    derive: (info) =>
      keys.map(({ bytes }) => Buffer.from(hkdfSync('sha256', bytes, '', `reelyard/${info}`, KEY_BYTES))),
  }
}

interface Parts {
  nonce: string
  tag: string
  ciphertext: string
}

function openWith(key: Buffer, parts: Parts, context: string): string {
  try {
    const nonce = Buffer.from(parts.nonce, 'base64url')
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(Buffer.from(parts.tag, 'base64url'))
    const plaintext = [decipher.update(Buffer.from(parts.ciphertext, 'base64url')), decipher.final()]
    return Buffer.concat(plaintext).toString('utf8')
  } catch {
    // What the cipher says of it helps nobody.
    throw tampered()
  }
}

function tampered(): UnsealError {
  return new UnsealError('tampered', 'The secret was changed after it was sealed, or was sealed for something else.')
}

function missing(id: string): UnsealError {
  return new UnsealError(
    'missing_key',
    `The secret was sealed with the key '${id}', which is not in REELYARD_SECRET_KEYS.`,
  )
}
