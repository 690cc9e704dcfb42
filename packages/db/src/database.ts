/** One pool a process, shared by Drizzle and the queue, and one connection of its own for LISTEN. */
import { PgDialect } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsSession } from 'drizzle-orm/postgres-js'
import type { SQL } from 'drizzle-orm'
import postgres from 'postgres'
import { createPoints, type OnPoint, type Points } from './crash-points.ts'

/** Connections of a process: two are opened at the start, so that the first claim waits for none. */
const POOL = { warm: 2, most: 10 }

const CONNECT_TIMEOUT_SECONDS = 10

export interface SqlExecutor {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>
}

/** A transaction: for statements of ours, and for the queue. */
export interface Transaction extends SqlExecutor {
  /** Runs a statement that is prepared once a connection. Rows come as Postgres names them; timestamps as text. */
  run<Row>(statement: SQL): Promise<Row[]>
}

export interface Database extends Transaction {
  /** Commits when `work` resolves, rolls back when it throws. `name` is part of its crash points' names. */
  transaction<Result>(name: string, work: (tx: Transaction) => Promise<Result>): Promise<Result>
  /** For single statements outside of a transaction, whose crash points bear this name. */
  named(name: string): Transaction
  /**
   * Listens on a connection of its own, which reconnects by itself. `onListening` is called at each (re)connect:
   * whatever was notified before it may have been missed.
   */
  listen(channel: string, onNotify: (payload: string) => void, onListening: () => void): Promise<Listener>
  close(): Promise<void>
}

export interface Listener {
  close(): Promise<void>
}

type RawClient = Pick<postgres.Sql, 'unsafe'>

/** Planned once a connection. Without parameters the driver would otherwise take the simple protocol and plan anew. */
const PREPARED = { prepare: true, simple: false } as postgres.UnsafeQueryOptions

const dialect = new PgDialect()

/** Statements are planned once a connection, maybe before there are rows: their plans must not depend on that. */
const STEADY_PLANS = { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off' }

/** Opens the pool. Throws what Postgres says when it cannot be reached. */
export async function connect(url: string, applicationName: string, onPoint?: OnPoint): Promise<Database> {
  const options = {
    max: POOL.most,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    onnotice: () => {},
    connection: { application_name: applicationName, ...STEADY_PLANS },
  }
  const client = postgres(url, options)
  try {
    await Promise.all(Array.from({ length: POOL.warm }, () => client`select 1`))
  } catch (error) {
    await client.end({ timeout: 1 })
    throw error
  }
  const orm = drizzle({ client })
  return {
    ...wrap(client),
    executeSql: (text, values) => executeOnPool(client, text, values),
    transaction: async (name, work) => {
      const points = onPoint && createPoints(name, onPoint)
      const result = await orm.transaction(async (tx) => {
        const { client: session } = tx._.session as unknown as PostgresJsSession<never, never, never>
        const done = await whileItLasts(watched(wrap(session), points), work)
        points?.reach('commit')
        return done
      })
      points?.reach('committed')
      return result
    },
    named: (name) => watched(wrap(client), onPoint && createPoints(name, onPoint)),
    listen: async (channel, onNotify, onListening) => {
      const subscription = await client.listen(channel, onNotify, onListening)
      return { close: () => subscription.unlisten() }
    },
    close: () => client.end({ timeout: 5 }),
  }
}

/** Runs `work` with a handle that dies with it: a statement sent after the end would run outside the transaction. */
async function whileItLasts<Result>(tx: Transaction, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  let over = false
  const guard = () => {
    if (over) throw new TypeError('The transaction is over.')
  }
  try {
    return await work({
      run: async (statement) => (guard(), tx.run(statement)),
      executeSql: async (text, values) => (guard(), tx.executeSql(text, values)),
    })
  } finally {
    over = true
  }
}

/** Passes a point after each statement. */
function watched(tx: Transaction, points: Points | undefined): Transaction {
  if (!points) return tx
  return {
    run: async <Row>(statement: SQL) => {
      const rows = await tx.run<Row>(statement)
      points.pass(dialect.sqlToQuery(statement).sql)
      return rows
    },
    executeSql: async (text, values) => {
      const rows = await tx.executeSql(text, values)
      points.pass(text)
      return rows
    },
  }
}

function wrap(client: RawClient): Transaction {
  return {
    run: async <Row>(statement: SQL) => {
      const { sql, params } = dialect.sqlToQuery(statement)
      return (await client.unsafe(sql, params as never[], PREPARED)) as unknown as Row[]
    },
    executeSql: (text, values) => execute(client, text, values, PREPARED),
  }
}

async function execute(client: RawClient, text: string, values: unknown[] = [], how: postgres.UnsafeQueryOptions = {}) {
  const rows = await client.unsafe(text, values.map(asParameter) as never[], how)
  return { rows: [...rows] as Record<string, unknown>[] }
}

/** The queue's maintenance sends whole transactions as one text, which the driver takes on a reserved connection only. */
async function executeOnPool(client: postgres.Sql, text: string, values: unknown[] = []) {
  if (values.length > 0) return execute(client, text, values, PREPARED)
  if (!/^\s*BEGIN/i.test(text)) return execute(client, text)
  const reserved = await client.reserve()
  try {
    return await execute(reserved, text)
  } catch (error) {
    // Otherwise the session goes back to the pool in an aborted transaction.
    await execute(reserved, 'ROLLBACK').catch(() => {})
    throw error
  } finally {
    reserved.release()
  }
}

/** Drizzle sets the client to send JSON as it is given, so plain objects are made text here. */
function asParameter(value: unknown): unknown {
  const plain = value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
  if (value instanceof Date) return value.toISOString()
  return plain && !Buffer.isBuffer(value) ? JSON.stringify(value) : (value ?? null)
}
