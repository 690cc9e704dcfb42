/** Changes on condition that a thing is still what the caller has seen (If-Match of RFC 9110). */

/** Which tags (with their quotes) the thing may have; null: any. */
export type Precondition = { matches(tag: string): boolean } | null

/** Thrown inside a transaction, before anything is changed: the thing is no longer what the caller has seen. */
export class PreconditionFailedError extends Error {
  override readonly name = 'PreconditionFailedError'
  readonly code = 'precondition_failed'

  constructor() {
    super('It has been changed since: read it again, and decide anew.')
  }
}

/** `tag` is what reading the thing would be answered with now; its row must be locked. Throws PreconditionFailedError. */
export function assertMatches(precondition: Precondition, tag: string): void {
  if (precondition && !precondition.matches(tag)) throw new PreconditionFailedError()
}
