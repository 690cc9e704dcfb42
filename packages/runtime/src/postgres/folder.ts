/**
 * What stands in the folder of an embedded Postgres:
 *
 *     data/        Postgres's own; belongs to the user that the server runs as
 *     password     of the superuser `postgres`; readable to the owner of the folder only
 *     native/      a copy of the programs, where the server's user cannot reach the checkout
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, lstat, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'

const execute = promisify(execFile)

const MAJOR_VERSION = '18'

/** Makes a folder of a name that nobody else can have taken, where the server's user can reach it. */
export async function makeTemporaryFolder(): Promise<string> {
  const root = process.getuid?.() === 0
  const parents = root ? [tmpdir(), '/tmp', '/var/tmp'] : [tmpdir()]
  for (const parent of parents) {
    if (root && !(await isTraversable(parent))) continue
    const folder = await mkdtemp(join(parent, 'reelyard-postgres-'))
    if (root) await chmod(folder, 0o711)
    return folder
  }
  throw new Error(`No folder for temporary files can be reached by the server's user: tried ${parents.join(', ')}.`)
}

/** Makes the folder, or takes it as it is. Throws where it belongs to somebody else or the server cannot reach it. */
export async function openFolder(folder: string, account: Account | null): Promise<void> {
  await mkdir(folder, { recursive: true, mode: account ? 0o711 : 0o700 })
  const found = await lstat(folder)
  if (!found.isDirectory()) throw new Error(`${folder} is no folder.`)
  if (process.getuid && found.uid !== process.getuid()) {
    throw new Error(`${folder} belongs to another user (id ${found.uid}), so it is not used for Postgres.`)
  }
  if (account && !(await isTraversable(folder))) {
    throw new Error(
      `As root, Postgres runs as another user, who cannot reach ${folder}: one of its parents is closed to others.`,
    )
  }
}

/** Creates the database cluster if it is not there yet; half a one is never left. Returns the superuser's password. */
export async function initialise(folder: string, binaries: Binaries, account: Account | null, sync: boolean) {
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => null)
  if (version !== null) {
    if (version.trim() === MAJOR_VERSION) return { data, password: (await readFile(passwordFile, 'utf8')).trim() }
    throw new Error(`${data} was made by Postgres ${version.trim()}, and this is ${MAJOR_VERSION}. Move it away.`)
  }
  const fresh = join(folder, 'data.new')
  const password = randomBytes(24).toString('base64url')
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { mode: 0o700 })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  const handedOver = join(fresh, 'password')
  await writeFile(handedOver, `${password}\n`, { mode: 0o600 })
  if (account) await Promise.all([fresh, handedOver].map((path) => chown(path, account.uid, account.gid)))
  await runInitdb(folder, fresh, binaries, account, sync)
  await rename(join(fresh, 'cluster'), data)
  await rm(fresh, { recursive: true, force: true })
  return { data, password }
}

async function runInitdb(folder: string, fresh: string, { initdb }: Binaries, account: Account | null, sync: boolean) {
  const args = [
    `--pgdata=${join(fresh, 'cluster')}`,
    `--pwfile=${join(fresh, 'password')}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(sync ? [] : ['--no-sync']),
  ]
  try {
    await execute(initdb, args, { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' }, ...account })
  } catch (error) {
    const words = (error as { stderr?: string }).stderr?.trim() ?? ''
    throw new Error(`Postgres could not be set up in ${folder}. ${words}`, { cause: error })
  }
}

async function isTraversable(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    const found = await stat(path).catch(() => null)
    if (!found || (found.mode & 0o001) === 0) return false
    if (path === dirname(path)) return true
  }
}
