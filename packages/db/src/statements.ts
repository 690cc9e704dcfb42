/** How a statement is sent, on the pool or in a transaction. */
import type { SQL } from 'drizzle-orm'
import type postgres from 'postgres'
import type { Points } from './crash-points.ts'
import type { Transaction } from './database.ts'
import { PgDialect } from './drizzle.ts'

type RawClient = Pick<postgres.Sql, 'unsafe'>

/** Planned once a connection. Without parameters the driver would otherwise take the simple protocol and plan anew. */
const PREPARED = { prepare: true, simple: false } as postgres.UnsafeQueryOptions

const dialect = new PgDialect()

/** Passes a point after each statement. */
export function statementsOn(client: RawClient, points?: Points): Transaction {
  return watched(wrap(client), points)
}

/** Runs `work` with a handle that dies with it: a statement sent after the end would run outside the transaction. */
export async function whileItLasts<Result>(
  tx: Transaction,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
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
export async function executeOnPool(client: postgres.Sql, text: string, values: unknown[] = []) {
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
