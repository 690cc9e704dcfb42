/** Conditional requests, RFC 9110 section 13. A file never changes, so its tag is its SHA-256 and it has no date. */

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
