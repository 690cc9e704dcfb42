import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'

export interface FreshDatabase {
  url: string
  /** Fails if anything is still connected: a leaked pool, worker or child. */
  drop(): Promise<void>
}

/** How long connections that are being closed may take to be gone. */
const PATIENCE_MS = 5_000

/** A migrated database of the caller's own that holds nothing yet. */
export function freshDatabase(): Promise<FreshDatabase> {
  return createDatabase(`template ${inject('templateDatabase')}`)
}

/** A database of the caller's own that has not been migrated. */
export function emptyDatabase(): Promise<FreshDatabase> {
  return createDatabase('')
}

async function createDatabase(how: string): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  const admin = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} ${how}`)
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: async () => {
      const leaked = await connectionsThatStay(admin, name)
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
      if (leaked.length > 0) throw new Error(`Still connected at the end of the test: ${leaked.join(', ')}.`)
    },
  }
}

async function connectionsThatStay(admin: postgres.Sql, name: string): Promise<string[]> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const rows = await admin`select application_name from pg_stat_activity where datname = ${name}`
    if (rows.length === 0 || Date.now() > until) return rows.map((row) => String(row.application_name))
    await admin`select pg_sleep(0.05)`
  }
}
