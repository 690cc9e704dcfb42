/** A connection for background work whose statements take long, beside the pool and its limits. */
import type { SqlExecutor } from './database.ts'
import { LONG_WORK, PATIENCE, type Patience } from './patience.ts'
import { openPool } from './pool.ts'
import { executeOnPool } from './statements.ts'

/** Idle seconds until it is closed: one that the network has lost would be waited for as long as a statement may take. */
const IDLE_SECONDS = 10

/** One statement at a time; the others wait. */
export interface Background extends SqlExecutor {
  /** Drops what is under way at once: it rejects, though Postgres may still bring it to its end. Safe to repeat. */
  close(): Promise<void>
}

/** Connects at the first statement, not before. A statement may take an hour. `patience` changes some of that. */
export function openBackground(url: string, applicationName: string, patience: Partial<Patience> = {}): Background {
  const pool = openPool({
    url,
    applicationName,
    patience: { ...PATIENCE, ...LONG_WORK, ...patience },
    most: 1,
    driver: { idle_timeout: IDLE_SECONDS },
  })
  return {
    executeSql: (text, values) => executeOnPool(pool.client, text, values),
    close: () => pool.end(0),
  }
}
