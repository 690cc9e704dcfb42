/**
 * Drizzle, loaded as CommonJS: as ES modules it takes Node 0.4 seconds of processor time at every start of a process, since
 * its package.json is large and read anew for each of its files.
 */
import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

export const { sql } = load('drizzle-orm') as typeof import('drizzle-orm')
export const { PgDialect } = load('drizzle-orm/pg-core') as typeof import('drizzle-orm/pg-core')
export const { drizzle } = load('drizzle-orm/postgres-js') as typeof import('drizzle-orm/postgres-js')

/** Loaded by the few processes that migrate. */
export function migrator(): typeof import('drizzle-orm/postgres-js/migrator') {
  return load('drizzle-orm/postgres-js/migrator') as typeof import('drizzle-orm/postgres-js/migrator')
}
