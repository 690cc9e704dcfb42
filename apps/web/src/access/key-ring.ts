/** The keys of the API, as the web app asks for them. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Principal } from '@reelyard/core'
import type { PipelineCalls } from '../app.ts'
import { adminPrincipal } from './access.ts'

/** Finds who a key belongs to. */
export interface KeyRing {
  /** Null where the key is unknown, expired or revoked. */
  find(key: string): Promise<Principal | null>
}

/** A key that was revoked on another replica goes on here for so long. docs/authentication.md says 2 seconds. */
const KNOWN_FOR_MS = 1_000

/** Keys in use at a time; beyond it, all are looked up anew. */
const KNOWN_MOST = 1_000

/** Between two notes of a key's last use. */
const USE_NOTED_EVERY_MS = 60_000

interface Known {
  principal: Promise<Principal | null>
  until: number
}

type Calls = Pick<PipelineCalls, 'findKey' | 'touchKey'>

/** `adminKey`, where there is one, may do everything; all others are in the database. */
export function keyRing(pipeline: Calls, adminKey: string | undefined): KeyRing {
  const admin = adminKey === undefined ? null : digest(adminKey)
  const known = new Map<string, Known>()
  const noteUse = useNotes(pipeline)

  /** Those that ask at the same time wait for one answer; that there is no such key is never kept. */
  function lookUp(sha256: string): Promise<Principal | null> {
    if (known.size >= KNOWN_MOST) known.clear()
    const principal = pipeline.findKey(sha256)
    known.set(sha256, { principal, until: performance.now() + KNOWN_FOR_MS })
    const forget = () => known.delete(sha256)
    principal.then((found) => found ?? forget(), forget)
    return principal
  }

  return {
    find: async (key) => {
      const sha256 = digest(key)
      if (admin && timingSafeEqual(admin, sha256)) return adminPrincipal()
      const hex = sha256.toString('hex')
      const before = known.get(hex)
      const principal = await (before && before.until > performance.now() ? before.principal : lookUp(hex))
      if (principal) noteUse(principal.id)
      return principal
    },
  }
}

/** Outside of any request: nobody waits for it, and nobody is told where it fails. */
function useNotes({ touchKey }: Calls): (id: string) => void {
  const noted = new Map<string, number>()
  return (id) => {
    const now = performance.now()
    if ((noted.get(id) ?? -Infinity) > now - USE_NOTED_EVERY_MS) return
    if (noted.size >= KNOWN_MOST) noted.clear()
    noted.set(id, now)
    touchKey(id).catch(() => noted.delete(id))
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
