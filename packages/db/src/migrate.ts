/** Brings the schema up to date. Any number of processes may call it at once. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_CHANNEL } from '@reelyard/core'
import postgres from 'postgres'
import type { SqlExecutor } from './database.ts'
import { drizzle, migrator } from './drizzle.ts'

const MIGRATIONS = fileURLToPath(new URL('../../../drizzle', import.meta.url))

/**
 * Applies what is missing of `drizzle/`, then runs `afterwards` (the queue installs itself there), all under one
 * advisory lock: Drizzle's migrator takes none, so two processes would race. Throws what Postgres says.
 */
export async function migrate(url: string, afterwards: () => Promise<void> = async () => {}): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: 'reelyard migrate' } })
  try {
    await client`select set_config('lock_timeout', '0', false), pg_advisory_lock(hashtext('reelyard migrate'))`
    await client`select set_config('lock_timeout', ${String(LOCK_MS)}, false)`
    await besideWorkers(() => migrator().migrate(drizzle({ client }), { migrationsFolder: MIGRATIONS }))
    await client`
      insert into channels (id, name, settings) values (${DEFAULT_CHANNEL}, 'Default', '{}') on conflict do nothing`
    await afterwards()
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** A table that workers use is waited for no longer: all who come after would wait behind us. */
const LOCK_MS = 2_000

const TRIES = 30

/** Deadlock, and lock not available. */
const IN_EACH_OTHERS_WAY = /^(40P01|55P03)$/

/** Workers run on while the tables change: where they and the migration are in each other's way, all of it is tried again. */
async function besideWorkers(apply: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return void (await apply())
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
      if (attempt === TRIES || !IN_EACH_OTHERS_WAY.test(code)) throw error
    }
  }
}

/** Whether the newest migration that this code knows has been applied. A newer schema than that is ready too. */
export async function schemaReady(db: SqlExecutor): Promise<boolean> {
  const { rows } = await db.executeSql(`select to_regclass('drizzle.__drizzle_migrations') is not null as migrated`)
  if (rows[0]?.migrated !== true) return false
  const newest = await db.executeSql(`select max(created_at)::float8 as at from drizzle.__drizzle_migrations`)
  return Number(newest.rows[0]?.at ?? 0) >= (await newestKnown())
}

/** When the newest migration was made: what the migrator writes down for each that it applies. */
async function newestKnown(): Promise<number> {
  const journal = JSON.parse(await readFile(join(MIGRATIONS, 'meta/_journal.json'), 'utf8')) as {
    entries: { when: number }[]
  }
  return Math.max(...journal.entries.map((entry) => entry.when))
}
