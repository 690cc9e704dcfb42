/** One pool a process, shared by Drizzle and the queue, and one connection of its own for each LISTEN. */
import type { PostgresJsSession } from 'drizzle-orm/postgres-js'
import type { SQL } from 'drizzle-orm'
import { createPoints, type OnPoint } from './crash-points.ts'
import { drizzle } from './drizzle.ts'
import { startListener, type Listener, type RenewableListener } from './listener.ts'
import { PATIENCE, type Patience } from './patience.ts'
import { openPool, type Pool } from './pool.ts'
import { executeOnPool, statementsOn, whileItLasts } from './statements.ts'

/** Connections of a process: two are opened at the start, so that the first claim waits for none. */
const POOL = { warm: 2, most: 10 }

/** How long statements under way may go on after `close`. */
const CLOSE_GRACE_SECONDS = 5

export interface SqlExecutor {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>
}

/** A transaction: for statements of ours, and for the queue. */
export interface Transaction extends SqlExecutor {
  /** Runs a statement that is prepared once a connection. Rows come as Postgres names them; timestamps as text. */
  run<Row>(statement: SQL): Promise<Row[]>
}

/**
 * Every statement ends: with rows, with Postgres's error (57014 after `Patience.statementSeconds`), or with a connection's
 * fault (`CONNECTION_…`, `CONNECT_TIMEOUT`, `ECONN…`) when the server says nothing any more. Where one finds its connection
 * silent, or is refused because the server takes no writes (25006: a failover has made it a standby), the next ones get new
 * connections.
 */
export interface Database extends Transaction {
  /** Commits when `work` resolves, rolls back when it throws. `name` is part of its crash points' names. */
  transaction<Result>(name: string, work: (tx: Transaction) => Promise<Result>): Promise<Result>
  /** For single statements outside of a transaction, whose crash points bear this name. */
  named(name: string): Transaction
  /**
   * Listens on a connection of its own, which proves itself and reconnects by itself, also where the first try failed.
   * `onListening` is called at each (re)connect: whatever was notified before it may have been missed. `onFault` hears, at
   * most once a minute, why it cannot listen: what Postgres refuses, or a connection that has been lost for long.
   */
  listen(
    channel: string,
    onNotify: (payload: string) => void,
    onListening: () => void,
    onFault?: (fault: unknown) => void,
  ): Promise<Listener>
  /**
   * Drops all connections at once and goes on with new ones: for a caller that finds the pool stuck. Statements under way,
   * and those that wait for a connection, reject with a connection's fault. Resolves when the old ones are closed.
   */
  renew(): Promise<void>
  /** Also closes its listeners. Takes seconds at most, even where the other end is gone. */
  close(): Promise<void>
}

/** Opens the pool. Throws what Postgres says when it cannot be reached. `patience` changes some of PATIENCE. */
export async function connect(
  url: string,
  applicationName: string,
  onPoint?: OnPoint,
  patience: Partial<Patience> = {},
): Promise<Database> {
  const connection = { url, applicationName, patience: { ...PATIENCE, ...patience } }
  const listeners = new Set<RenewableListener>()
  let pool = openPool({ ...connection, most: POOL.most })
  let closing: Promise<unknown> | null = null
  let transact = transactionsOn(pool, onPoint)
  const leaving = new Set<Promise<void>>()

  async function replace(graceSeconds: number): Promise<void> {
    const old = pool
    pool = openPool({ ...connection, most: POOL.most })
    transact = transactionsOn(pool, onPoint)
    const left = old.end(graceSeconds).finally(() => leaving.delete(left))
    leaving.add(left)
    await left
  }

  async function onPool<Result>(work: (client: Pool['client']) => Promise<Result>): Promise<Result> {
    const used = pool
    try {
      return await work(used.client)
    } catch (error) {
      // Many statements may fail at once: the first one sees to it. `close` waits for the end of the old pool.
      if (speaksOfOthers(error) && used === pool && !closing) replace(CLOSE_GRACE_SECONDS).catch(() => {})
      throw error
    }
  }

  await warm(pool)
  return {
    run: (statement) => onPool((client) => statementsOn(client).run(statement)),
    executeSql: (text, values) => onPool((client) => executeOnPool(client, text, values)),
    transaction: (name, work) => onPool(() => transact(name, work)),
    named: (name) => {
      const points = onPoint && createPoints(name, onPoint)
      return {
        run: (statement) => onPool((client) => statementsOn(client, points).run(statement)),
        executeSql: (text, values) => onPool((client) => statementsOn(client, points).executeSql(text, values)),
      }
    },
    listen: async (channel, onNotify, onListening, onFault = () => {}) => {
      const listener = await startListener(connection, { channel, onNotify, onListening, onFault })
      listeners.add(listener)
      return listener
    },
    renew: async () => {
      if (closing) return
      for (const listener of listeners) listener.renew()
      await replace(0)
    },
    close: async () => {
      const ends = () => [...[...listeners].map((listener) => listener.close()), pool.end(CLOSE_GRACE_SECONDS)]
      await (closing ??= Promise.all([...ends(), ...leaving]))
    },
  }
}

/** What one connection has met, the others of its time will meet: a server that takes no writes, a network that is silent. */
function speaksOfOthers(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['25006', 'CONNECTION_SILENT'].includes(String(error.code))
}

async function warm(pool: Pool): Promise<void> {
  try {
    await Promise.all(Array.from({ length: POOL.warm }, () => pool.client`select 1`))
  } catch (error) {
    await pool.end(0)
    throw error
  }
}

function transactionsOn({ client }: Pool, onPoint: OnPoint | undefined): Database['transaction'] {
  const orm = drizzle({ client })
  return async (name, work) => {
    const points = onPoint && createPoints(name, onPoint)
    const result = await orm.transaction(async (tx) => {
      const { client: session } = tx._.session as unknown as PostgresJsSession<never, never, never>
      const done = await whileItLasts(statementsOn(session, points), work)
      points?.reach('commit')
      return done
    })
    points?.reach('committed')
    return result
  }
}
