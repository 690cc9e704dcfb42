/** The web app and workers with reload, for work on Reelyard itself. What they make is kept between runs. */
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { migrate } from '@reelyard/pipeline'
import { startEmbeddedPostgres } from '@reelyard/runtime/postgres'
import { newApiKey } from '../api-key.ts'
import type { Interruption } from '../interruption.ts'
import { readable, type LogTail } from '../processes/log-tail.ts'
import { startWeb, startWorker, type ServiceOptions } from '../processes/services.ts'
import { databaseFolder, KEPT } from '../project.ts'
import { hasColor, say, type Terminal } from '../terminal.ts'
import { prefixed } from './prefix.ts'
import { watchSources } from './source-watch.ts'
import { supervise, type Supervised } from './supervised.ts'

/** The options of `dev`; port 0 is any free one. */
export interface DevOptions {
  workers: number
  port: number
}

/** A restart drains a worker: running scripts get that long to finish. */
const DRAIN_SECONDS = 20

/** Runs until it is interrupted. Throws where Postgres does not start or migrate. */
export async function runDev(options: DevOptions, terminal: Terminal, interruption: Interruption): Promise<number> {
  const ends: (() => Promise<unknown> | void)[] = []
  try {
    const databaseUrl = terminal.env.DATABASE_URL || (await keptPostgres(ends))
    interruption.stop.throwIfAborted()
    await migrate(databaseUrl)
    await mkdir(KEPT, { recursive: true })
    const apiKey = terminal.env.REELYARD_ADMIN_KEY || newApiKey()
    const env = { ...terminal.env, REELYARD_ADMIN_KEY: undefined }
    const services = { env, databaseUrl, folder: KEPT, interruption, log: printingLog(terminal) }
    const web = superviseWeb({ ...services, env: { ...env, REELYARD_ADMIN_KEY: apiKey } }, options.port, terminal)
    const workers = superviseWorkers(services, options.workers, terminal)
    ends.push(() => Promise.all(workers.map((worker) => worker.stop())), web.stop)
    const affected = { web: [web], workers }
    ends.push(
      await watchSources((changed) => {
        for (const service of changed) for (const one of affected[service]) void one.restart()
      }),
    )
    await Promise.all([web, ...workers].map((one) => one.start()))
    if (!interruption.stop.aborted) {
      say(terminal.out, `Database: ${databaseUrl}`)
      if (!terminal.env.REELYARD_ADMIN_KEY) say(terminal.out, `API key: ${apiKey}`)
      say(terminal.out, 'Sources are watched. Stop with Ctrl-C.')
      await once(interruption.stop, 'abort')
    }
    return 0
  } finally {
    for (let end = ends.pop(); end; end = ends.pop()) await end()
  }
}

async function keptPostgres(ends: (() => Promise<unknown> | void)[]): Promise<string> {
  const postgres = await startEmbeddedPostgres({ folder: databaseFolder(process.getuid?.() === 0) })
  ends.push(postgres.stop)
  return postgres.url()
}

function superviseWeb(services: ServiceOptions, port: number, { out }: Terminal): Supervised {
  return supervise(
    async () => {
      const web = await startWeb(services, port)
      say(out, `API: ${web.url}   to read: ${web.url}/docs`)
      return web.child
    },
    (line) => say(out, line),
  )
}

function superviseWorkers(services: ServiceOptions, count: number, { out }: Terminal): Supervised[] {
  return Array.from({ length: count }, (_, index) =>
    supervise(
      () => startWorker(services, `worker-${index + 1}`, { drainSeconds: DRAIN_SECONDS }),
      (line) => say(out, line),
    ),
  )
}

/** Prints what it is told instead of keeping it. */
function printingLog({ out, env }: Terminal): LogTail {
  const color = hasColor(out, env)
  return {
    add: (line, child) => say(out, prefixed(child, readable(line), color)),
    last: () => [],
  }
}
