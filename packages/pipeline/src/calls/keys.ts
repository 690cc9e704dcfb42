/** Keys of the API, and whose objects are. */
import type { Principal } from '@reelyard/core'
import { channelsOfObject, keyBySha256, touchKey, type OwnedKind } from '@reelyard/db'
import { endKey, getKey, makeFirstKey, makeKey, pageOfKeys, type KeyWish } from '../api-keys.ts'
import type { Context } from '../context.ts'
import { isId } from '../id.ts'

export function keysCalls(context: Context) {
  const { db } = context
  return {
    /** Who a key belongs to, by the SHA-256 of the key in hexadecimal; null where it is unknown, expired or revoked. */
    findKey: (sha256: string): Promise<Principal | null> => keyBySha256(db, sha256),
    /** Writes down that a key is in use, once a minute at most. */
    touchKey: (id: string): Promise<void> => touchKey(db, id),
    makeKey: (wish: KeyWish, maker: Principal) => makeKey(context, wish, maker),
    makeFirstKey: () => makeFirstKey(context),
    getKey: (id: string, asker: Principal) => getKey(context, id, asker),
    pageOfKeys: (asker: Principal, limit: number, cursor: string | null) => pageOfKeys(context, asker, limit, cursor),
    revokeKey: (id: string, asker: Principal) => endKey(context, id, asker),
    /** The channels that an object belongs to; null where there is no such object, or it belongs to all. */
    channelsOf: async (kind: OwnedKind, id: string): Promise<readonly string[] | null> =>
      isId(id) ? channelsOfObject(db, kind, id) : null,
  }
}
