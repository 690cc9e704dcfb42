/** A Postgres of one's own, without installing one: for the demo, for development and for tests. */
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { serverAccount } from './postgres/account.ts'
import { findBinaries } from './postgres/binaries.ts'
import { initialise, makeTemporaryFolder, openFolder } from './postgres/folder.ts'
import { clearStaleLock } from './postgres/lock-file.ts'
import { startServer } from './postgres/server.ts'

/** Where a server of one's own is kept, and who hears of it. */
export interface EmbeddedPostgresOptions {
  /** Where the data is kept between runs; `temporary`: nowhere, all of it is removed at the end. */
  folder: string
  /** Default: any free one. */
  port?: number
  /** Told each line that the server logs. */
  log?(line: string): void
}

/** A server that runs. */
export interface EmbeddedPostgres {
  port: number
  /** The superuser's URL of a database; default: `postgres`, which is there from the start. */
  url(database?: string): string
  /** Ends the server and, where it is temporary, removes its folder. Safe to repeat. */
  stop(): Promise<void>
}

/**
 * Starts a server that listens on 127.0.0.1 only, with a random password. As root it runs as the user `postgres` (or
 * `nobody`). Takes up a folder that was used before, also after a crash. Should this process be killed, the server ends by
 * itself. Throws, in words for a person, where it cannot start; then nothing is left running.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const temporary = options.folder === 'temporary'
  const account = await serverAccount()
  const folder = temporary ? await makeTemporaryFolder() : resolve(options.folder)
  const clean = () => (temporary ? rm(folder, { recursive: true, force: true }) : Promise.resolve())
  try {
    await openFolder(folder, account)
    const binaries = await findBinaries(folder, account)
    const { data, password } = await initialise(folder, binaries, account, !temporary)
    await clearStaleLock(data)
    const server = await startServer({
      postgres: binaries.postgres,
      folder,
      data,
      port: options.port ?? 0,
      account,
      removeFolder: temporary,
      log: options.log ?? (() => {}),
    })
    return {
      port: server.port,
      url: (database = 'postgres') =>
        `postgres://postgres:${password}@127.0.0.1:${server.port}/${encodeURIComponent(database)}`,
      stop: async () => {
        await server.stop()
        await clean()
      },
    }
  } catch (error) {
    await clean()
    throw error
  }
}
