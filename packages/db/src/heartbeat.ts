/**
 * The connection of the heartbeat, apart from the pool and small: the thread that beats loads this file and what it
 * imports, and nothing else of the package.
 */
import { ConnectionError } from './connection-error.ts'
import type { SqlExecutor } from './database.ts'
import { PATIENCE } from './patience.ts'
import { openPool, type Pool } from './pool.ts'
import { sendBeat, signOff, type Beat } from './workers.ts'
import type { HeldTask } from './tasks.ts'

export type { Beat, WorkerProcess, WorkerState } from './workers.ts'
export type { HeldTask } from './tasks.ts'

export interface HeartbeatConnection {
  /** Returns the tasks that are no longer this worker's. */
  beat(beat: Beat): Promise<HeldTask[]>
  /** The orderly end: the worker's row is removed. */
  signOff(id: string): Promise<void>
  close(): Promise<void>
}

export interface HeartbeatConnectionOptions {
  url: string
  applicationName: string
  /** What has no answer by then is given up together with its connection; the next call opens another. */
  answerMs: number
}

/** Connects at the first call. Calls reject with what Postgres says, or with a ConnectionError. */
export function openHeartbeatConnection(options: HeartbeatConnectionOptions): HeartbeatConnection {
  let pool: Pool | null = null

  async function ask<Answer>(work: (db: SqlExecutor) => Promise<Answer>): Promise<Answer> {
    const asked = (pool ??= openOne(options))
    const { promise: silence, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(silent(options)), options.answerMs)
    try {
      return await Promise.race([work(executorOf(asked)), silence])
    } catch (error) {
      pool = null
      void asked.end(0).catch(() => {})
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    beat: (beat) => ask((db) => sendBeat(db, beat)),
    signOff: (id) => ask((db) => signOff(db, id)),
    close: async () => pool?.end(0),
  }
}

function openOne({ url, applicationName, answerMs }: HeartbeatConnectionOptions): Pool {
  const seconds = answerMs / 1_000
  // The server gives a statement up when we do, so that given up ones never queue behind a lock.
  const patience = { ...PATIENCE, connectSeconds: seconds, answerSeconds: Infinity, statementSeconds: seconds }
  const driver = { fetch_types: false, idle_timeout: null, max_lifetime: null }
  return openPool({ url, applicationName, patience, most: 1, driver })
}

function executorOf({ client }: Pool): SqlExecutor {
  return {
    executeSql: async (text, values = []) => ({
      rows: [...(await client.unsafe(text, values as never[], { prepare: true }))] as Record<string, unknown>[],
    }),
  }
}

function silent({ answerMs }: HeartbeatConnectionOptions): ConnectionError {
  return new ConnectionError('CONNECTION_SILENT', `Postgres did not answer within ${answerMs} ms.`)
}
