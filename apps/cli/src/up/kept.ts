/** What `up` keeps beside the database: the keys that it made, readable to their owner only, and where it runs. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newApiKey } from '../api-key.ts'
import { CommandError } from '../command-error.ts'

/** The administrator's key of a home. */
export const ADMIN_KEY_FILE = 'admin-key'
const SECRET_KEYS_FILE = 'secret-keys'
const PLACE_FILE = 'up.json'

/** Where an `up` runs, for commands of the same home. */
export interface Place {
  url: string
  /** With its password: the file is its owner's only. */
  databaseUrl: string
  pid: number
}

/** Keys as the environment has them, or as they were made when `up` ran first. */
export async function keptKeys(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ adminKey: string; secretKeys: string }> {
  await mkdir(home, { recursive: true })
  return {
    adminKey: env.REELYARD_ADMIN_KEY || (await kept(home, ADMIN_KEY_FILE, newApiKey)),
    secretKeys: env.REELYARD_SECRET_KEYS || (await kept(home, SECRET_KEYS_FILE, newSecretKeys)),
  }
}

function newSecretKeys(): string {
  return `k1:${randomBytes(32).toString('base64')}`
}

async function kept(home: string, name: string, make: () => string): Promise<string> {
  const path = join(home, name)
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null
    throw error
  })
  if (file === null) return readKept(path)
  const text = make()
  try {
    await file.writeFile(`${text}\n`)
  } finally {
    await file.close()
  }
  return text
}

async function readKept(path: string): Promise<string> {
  const text = (await readFile(path, 'utf8')).trim()
  if (text !== '') return text
  throw new CommandError(`${path} is empty: remove it, and \`reelyard up\` makes a new one.`)
}

/** Tells commands of the same home where to find it; the key stays in its own file. */
export async function writePlace(home: string, place: Place): Promise<void> {
  await writeFile(join(home, PLACE_FILE), `${JSON.stringify(place)}\n`, { mode: 0o600 })
}

/** Forgets where it ran. */
export async function removePlace(home: string): Promise<void> {
  await rm(join(home, PLACE_FILE), { force: true })
}

/** Where an `up` of this home runs; null where none does. */
export async function readPlace(home: string): Promise<Place | null> {
  try {
    const place = JSON.parse(await readFile(join(home, PLACE_FILE), 'utf8')) as Place
    return isRunning(place.pid) ? place : null
  } catch {
    return null
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
