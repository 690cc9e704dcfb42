/** The web app and the workers, as they are deployed, on this machine. */
import { join } from 'node:path'
import { CommandError } from '../command-error.ts'
import { unlessAborted, type Interruption } from '../interruption.ts'
import { WEB_MAIN, WORKER_MAIN } from '../project.ts'
import { startChild, type Child } from './child.ts'
import { parse, type LogTail } from './log-tail.ts'

/** What web and workers have in common. */
export interface ServiceOptions {
  env: Readonly<Record<string, string | undefined>>
  databaseUrl: string
  /** Holds the artifact store and the workers' scratch folders. */
  folder: string
  interruption: Interruption
  log: LogTail
}

/** As the options of the same names of a worker. */
export interface WorkerSettings {
  concurrency?: number
  drainSeconds: number
}

/** The web app, and where it listens. */
export interface Web {
  child: Child
  url: string
}

const START_TIMEOUT_MS = 60_000
const WEB_PATIENCE_MS = 10_000

/** Beyond a worker's drain: its scripts get time to end, and their tasks go back. */
const WORKER_PATIENCE_MS = 20_000

/** Starts the web app and waits until it listens. `port` 0 is any free one. */
export async function startWeb(options: ServiceOptions, port: number): Promise<Web> {
  const { interruption, log } = options
  let onUrl: (url: string) => void = () => {}
  const listening = new Promise<string>((resolve) => (onUrl = resolve))
  const child = startChild({
    name: 'web',
    argv: [WEB_MAIN],
    env: { ...environmentOf(options), PORT: String(port), HOST: '127.0.0.1' },
    patienceMs: WEB_PATIENCE_MS,
    hurry: interruption.hurry,
    onLine: (line, name) => {
      log.add(line, name)
      const url = parse(line)?.url
      if (typeof url === 'string' && /^https?:\/\//.test(url)) onUrl(url)
    },
  })
  const tooLate = new AbortController()
  const timer = setTimeout(() => tooLate.abort(), START_TIMEOUT_MS)
  try {
    const url = await unlessAborted(
      AbortSignal.any([interruption.stop, tooLate.signal]),
      Promise.race([listening, child.exited.then((how) => Promise.reject(startFailure(how, log)))]),
    )
    return { child, url }
  } catch (error) {
    await child.stop()
    throw tooLate.signal.aborted ? startFailure('The web app did not start in time', log) : error
  } finally {
    clearTimeout(timer)
  }
}

/** Starts a worker. It is ready when it says so; until then its tasks wait. */
export function startWorker(options: ServiceOptions, name: string, settings: WorkerSettings): Child {
  const { concurrency, drainSeconds } = settings
  return startChild({
    name,
    argv: [
      WORKER_MAIN,
      ...['--name', name, '--drain-seconds', String(drainSeconds)],
      ...(concurrency === undefined ? [] : ['--concurrency', String(concurrency)]),
    ],
    env: { ...environmentOf(options), REELYARD_SCRATCH_DIR: join(options.folder, 'scratch') },
    patienceMs: drainSeconds * 1_000 + WORKER_PATIENCE_MS,
    hurry: options.interruption.hurry,
    onLine: options.log.add,
  })
}

function environmentOf({ env, databaseUrl, folder }: ServiceOptions): Record<string, string | undefined> {
  return { ...env, DATABASE_URL: databaseUrl, REELYARD_ARTIFACTS_DIR: join(folder, 'artifacts') }
}

function startFailure(what: string, log: LogTail): CommandError {
  return new CommandError([`${what}.`, ...log.last(10)].join('\n  '))
}
