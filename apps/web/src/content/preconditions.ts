/** Conditional requests, RFC 9110 section 13. A file never changes, so its tag is its SHA-256 and it has no date. */
import type { Precondition } from '@reelyard/pipeline'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { nothing } from '../api-description.ts'

/** What routes that use `alreadyHas` read. */
export const IF_NONE_MATCH = {
  'if-none-match': z.string().optional().describe('The `ETag` of what the client has: 304 where it is that still.'),
}

/** What they answer with, besides the rest. */
export const NOT_MODIFIED = { 304: nothing('The client has it already.') }

/** The strong tag of a file, for ETag. */
export function entityTag(sha256: string): string {
  return `"${sha256}"`
}

/** Whether If-None-Match says that the client has the file already. Weak comparison. */
export function alreadyHas(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((each) => each.trim().replace(/^W\//, '') === tag)
}

/** Whether a Range may be served: If-Range is absent or names this very file. A date is never ours. */
export function rangeStillValid(ifRange: string | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange.trim() === tag
}

/** A tag in a list of them; a weak one begins with W/. */
const TAG = /(W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g

/** What If-Match allows a change of, null where there is none. Strong comparison: weak tags never match. */
export function ifMatch({ headers }: Pick<FastifyRequest, 'headers'>): Precondition {
  const value = headers['if-match']?.trim()
  if (value === undefined) return null
  if (value === '*') return { matches: () => true }
  // Whatever is no tag matches nothing: to ignore it would change what its sender wanted to protect.
  const tags = new Set(value.match(TAG) ?? [])
  return { matches: (tag) => tags.has(tag) }
}
