/** The first key of an installation that was given none. */
import type { PipelineCalls } from '../app.ts'

/**
 * Makes a key that may do everything where none may make keys, and says it once, to people: no log keeps it. Of several
 * processes that start together one does so.
 */
export async function offerFirstKey(
  { makeFirstKey }: Pick<PipelineCalls, 'makeFirstKey'>,
  say: (line: string) => void,
): Promise<void> {
  const key = await makeFirstKey()
  if (key === null) return
  say(
    `The first API key, shown this once: ${key}\nIt may do everything. Make others with POST /v1/keys, then revoke it.\n`,
  )
}
