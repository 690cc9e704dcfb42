/** Looks at the tables while everything runs: what must always hold, and whether anything still moves. */
import { setTimeout as delay } from 'node:timers/promises'
import type postgres from 'postgres'
import { brokenInvariants } from '../support/invariants.ts'

const LOOK_EVERY_MS = 1_000

/** Without a move for so long, what is not done is stuck. Longer than a deaf worker and a dead connection may take. */
const QUIET_MS = 45_000

/** Resolves when nothing has moved for too long, or after the longest time; rejects when `signal` aborts. Each look is one snapshot. */
export async function watchUntilQuiet(
  sql: postgres.Sql,
  onBroken: (sentence: string) => void,
  { longestMs, signal }: { longestMs: number; signal: AbortSignal },
): Promise<void> {
  const until = Date.now() + longestMs
  let newest: unknown
  for (
    let since = Date.now();
    Date.now() < Math.min(since + QUIET_MS, until);
    await delay(LOOK_EVERY_MS, undefined, { signal })
  ) {
    try {
      for (const sentence of await brokenInvariants(sql)) onBroken(sentence)
      const [row] = await sql`select max(id) as id from moves`
      if (row?.id === newest) continue
      newest = row?.id
      since = Date.now()
    } catch {
      // Postgres is away, as some scenarios want it.
    }
  }
}
