/** Where things are in this checkout. */
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const PROJECT = fileURLToPath(new URL('../../..', import.meta.url))

/** Entry points of the processes, from the project's folder. */
export const WEB_MAIN = join('apps', 'web', 'src', 'main.ts')
export const WORKER_MAIN = join('apps', 'worker', 'src', 'main.ts')
/** What `demo` orders unless it is told otherwise. */
export const DEMO_ORDER = join(PROJECT, 'examples', 'tide-pool.json')

/** What `dev` and `up` keep between runs, unless REELYARD_HOME names another folder for `up`. */
export const KEPT = join(PROJECT, '.reelyard')

/** Where `up` keeps things, and where commands look for what it kept. */
export function homeOf({ REELYARD_HOME }: Readonly<Record<string, string | undefined>>): string {
  return REELYARD_HOME ? resolve(REELYARD_HOME) : KEPT
}

/**
 * Where the database of a home is kept. As root the server runs as another user, who may not be able to reach the
 * checkout: then it is a folder of the system that is kept over restarts.
 */
export function databaseFolder(isRoot: boolean, home = KEPT): string {
  if (!isRoot || home !== KEPT) return join(home, 'postgres')
  const name = createHash('sha256').update(PROJECT).digest('hex').slice(0, 12)
  return join('/var/tmp', `reelyard-postgres-${name}`)
}
