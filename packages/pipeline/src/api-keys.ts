/** Keys of the API: made, listed, revoked. The key itself is known only to who is given it. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mayKnow, SCOPES, type Principal, type Scope } from '@reelyard/core'
import {
  hasAdminKey,
  insertKey,
  keyById,
  keyNames,
  listKeys,
  lockKeys,
  revokeKey,
  storableText,
  unknownChannels,
  type KeyRow,
} from '@reelyard/db'
import type { Context } from './context.ts'
import { readPage, writeCursor } from './cursor.ts'
import { isId } from './id.ts'
import { isoTime } from './run.ts'
import { transact } from './transact.ts'

/** Times in ISO 8601. */
export type KeyView = KeyRow

export interface KeyWish {
  /** Of the key; where one has it already, the request is a repeated one, and that one gets another secret. */
  id: string
  name: string
  scopes: readonly Scope[]
  /** Null: all of them. */
  channels: readonly string[] | null
  /** ISO 8601; null: never. */
  expiresAt: string | null
}

/**
 * Why no key was made: `name_taken`; `missing_scope`: nobody can give what they have not; `unknown_channel`, also where it is
 * one that the maker may not know of.
 */
export type KeyMade =
  | { done: true; key: string; view: KeyView }
  | { done: false; code: 'name_taken' }
  | { done: false; code: 'missing_scope'; scopes: Scope[] }
  | { done: false; code: 'unknown_channel'; channels: string[] }

const PREFIX_LENGTH = 10

/** `key` is shown here and never again. */
export async function makeKey(context: Context, wish: KeyWish, maker: Principal): Promise<KeyMade> {
  const scopes = wish.scopes.filter((scope) => !maker.scopes.includes(scope))
  if (scopes.length > 0) return { done: false, code: 'missing_scope', scopes }
  // Who is bound to channels gives no key that is not.
  const channels = wish.channels ?? maker.channels
  const unknown = await unknownTo(context, maker, channels ?? [])
  if (unknown.length > 0) return { done: false, code: 'unknown_channel', channels: unknown }
  try {
    const made = newKey()
    const row = await insertKey(context.db, { ...wish, ...made.stored, channels, createdBy: storableText(maker.name) })
    return { done: true, key: made.key, view: viewOf(row) }
  } catch (error) {
    if (isNameTaken(error)) return { done: false, code: 'name_taken' }
    throw error
  }
}

async function unknownTo({ db }: Context, maker: Principal, channels: readonly string[]): Promise<string[]> {
  const foreign = channels.filter((channel) => !mayKnow(maker, channel))
  return [
    ...foreign,
    ...(await unknownChannels(
      db,
      channels.filter((channel) => !foreign.includes(channel)),
    )),
  ]
}

/** `ry_` and 256 random bits. What is stored of it is its SHA-256, which needs no salt: nobody guesses 256 bits. */
function newKey() {
  const key = `ry_${randomBytes(32).toString('base64url')}`
  return { key, stored: { prefix: key.slice(0, PREFIX_LENGTH), sha256: sha256Of(key) } }
}

function sha256Of(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

function isNameTaken(error: unknown): boolean {
  const { code, constraint_name: constraint } = Object(error) as { code?: string; constraint_name?: string }
  return code === '23505' && constraint === 'api_keys_name'
}

/** Null where there is none, or `asker` may not see it: a key of other channels than its own. */
export async function getKey({ db }: Context, id: string, asker: Principal): Promise<KeyView | null> {
  const row = isId(id) ? await keyById(db, id, asker.channels) : null
  return row && viewOf(row)
}

export interface KeyPage {
  keys: KeyView[]
  /** Pass it to get the next page; null at the end. */
  nextCursor: string | null
}

/** All that `asker` may see, revoked ones too, newest first. Throws BadCursorError. */
export async function pageOfKeys(
  { db }: Context,
  asker: Principal,
  limit: number,
  cursor: string | null,
): Promise<KeyPage> {
  const rows = await readPage(cursor, (after) =>
    listKeys(db, {
      limit: limit + 1,
      after: after && { createdAt: after.at, id: after.id },
      channels: asker.channels,
    }),
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    keys: page.map(viewOf),
    nextCursor: rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

/** Whether there is such a key; safe to repeat. */
export async function endKey({ db }: Context, id: string, asker: Principal): Promise<boolean> {
  return isId(id) && revokeKey(db, id, storableText(asker.name), asker.channels)
}

/** A key that may do everything, where there is none that may make others; null where there is. One at a time makes it. */
export function makeFirstKey({ db }: Context): Promise<string | null> {
  return transact(db, 'first key', async (tx) => {
    await lockKeys(tx)
    if (await hasAdminKey(tx)) return null
    const taken = await keyNames(tx, 'bootstrap')
    let name = 'bootstrap'
    for (let number = 2; taken.includes(name); number++) name = `bootstrap ${number}`
    const { key, stored } = newKey()
    const rest = { scopes: SCOPES, channels: null, createdBy: 'first start', expiresAt: null }
    await insertKey(tx, { id: randomUUID(), name, ...stored, ...rest })
    return key
  })
}

function viewOf(row: KeyRow): KeyView {
  return {
    ...row,
    createdAt: isoTime(row.createdAt),
    expiresAt: isoTime(row.expiresAt),
    lastUsedAt: isoTime(row.lastUsedAt),
    revokedAt: isoTime(row.revokedAt),
  }
}
