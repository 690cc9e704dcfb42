/** A database behind a network that fails, and a pool that soon loses its patience with it. */
import postgres from 'postgres'
import { onTestFinished } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'
import { startTcpProxy, type TcpProxy } from '../../../test/support/tcp-proxy.ts'
import { connect, type Database } from '../src/database.ts'
import type { Patience } from '../src/patience.ts'

/** PATIENCE, in a hurry. */
export const IMPATIENT: Patience = {
  connectSeconds: 2,
  answerSeconds: 2,
  statementSeconds: 1,
  idleInTransactionSeconds: 1.5,
  proveSeconds: 0.3,
  hearSeconds: 1.5,
}

export interface World {
  /** Through the proxy. */
  db: Database
  proxy: TcpProxy
  /** Past the proxy. */
  sql: postgres.Sql
}

export const soon = { timeout: 20_000, interval: 20 }

export async function setup(patience: Partial<Patience> = {}): Promise<World> {
  const database = await freshDatabase()
  const sql = postgres(database.url, { max: 3 })
  const { hostname, port } = new URL(database.url)
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) })
  const url = new URL(database.url)
  url.host = `127.0.0.1:${proxy.port}`
  const db = await connect(url.href, 'under test', undefined, { ...IMPATIENT, ...patience })
  onTestFinished(async () => {
    await db.close()
    await proxy.close()
    await sql.end()
    await database.drop()
  })
  return { db, proxy, sql }
}

/** The code of the fault that it rejects with, or what it resolves to. */
export function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => (error as { code?: string }).code ?? error)
}

export function times<Result>(count: number, work: () => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, work))
}

/** The pool has this many connections at most: so many at once use all of them. */
export const POOL_SIZE = 10
