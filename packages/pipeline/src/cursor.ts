/** Cursors: where a page of a listing ended, as text that callers hand back unread. */

/** Thrown for a cursor that no page gave out. */
export class BadCursorError extends Error {
  override readonly name = 'BadCursorError'
  readonly code = 'bad_cursor'
}

/** A place in a listing that is ordered by time and id. */
export interface Position {
  /** As Postgres writes it. */
  at: string
  id: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const TIMESTAMP = /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/

const FOREIGN_CURSOR = 'The cursor is not one that a page gave out.'

export function writeCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url')
}

/** Throws BadCursorError. */
function readCursor(cursor: string, ids: RegExp): Position {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (typeof at === 'string' && TIMESTAMP.test(at) && typeof id === 'string' && ids.test(id)) return { at, id }
  } catch {
    // Not JSON: no cursor of ours.
  }
  throw new BadCursorError(FOREIGN_CURSOR)
}

/** Reads a page after a cursor; `ids` is what ids look like there. Throws BadCursorError. */
export async function readPage<Row>(
  cursor: string | null,
  read: (after: Position | null) => Promise<Row[]>,
  ids = UUID,
): Promise<Row[]> {
  const after = cursor === null ? null : readCursor(cursor, ids)
  return read(after).catch((error: unknown) => {
    // A date that only looks like one: 2026-02-30.
    if (after && isInvalidDate(error)) throw new BadCursorError(FOREIGN_CURSOR, { cause: error })
    throw error
  })
}

/** SQLSTATE 22007 to 22009: not a date, not one that there is, or no time zone. */
function isInvalidDate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2200[789]$/.test(String(error.code))
}
