/** Where things are in this checkout. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const PROJECT = fileURLToPath(new URL('../../..', import.meta.url))

/** Entry points of the processes, from the project's folder. */
export const WEB_MAIN = join('apps', 'web', 'src', 'main.ts')
export const WORKER_MAIN = join('apps', 'worker', 'src', 'main.ts')
/** What `demo` orders unless it is told otherwise. */
export const DEMO_ORDER = join(PROJECT, 'examples', 'tide-pool.json')

/** What `dev` keeps between runs. */
export const KEPT = join(PROJECT, '.reelyard')

/**
 * Where `dev` keeps its database. As root the server runs as another user, who may not be able to reach the checkout: then
 * it is a folder of the system that is kept over restarts.
 */
export function databaseFolder(isRoot: boolean): string {
  if (!isRoot) return join(KEPT, 'postgres')
  const name = createHash('sha256').update(PROJECT).digest('hex').slice(0, 12)
  return join('/var/tmp', `reelyard-postgres-${name}`)
}
