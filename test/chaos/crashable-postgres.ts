/** A Postgres that can be crashed and comes back with its data, on the same port. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@reelyard/runtime/postgres'

export interface CrashablePostgres {
  port: number
  url: string
  /** Immediate shutdown: no checkpoint, connections just break. Resolves when the server is gone. */
  crash(): Promise<void>
  /** After a crash: resolves when it has recovered and takes connections. */
  start(): Promise<void>
  stop(): Promise<void>
}

export async function startCrashablePostgres(folder: string): Promise<CrashablePostgres> {
  let server = await startEmbeddedPostgres({ folder })
  const { port } = server
  return {
    port,
    url: server.url(),
    crash: async () => {
      const [pid] = (await readFile(join(folder, 'data/postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGQUIT')
      await server.stop()
    },
    start: async () => {
      server = await startEmbeddedPostgres({ folder, port })
    },
    stop: () => server.stop(),
  }
}
