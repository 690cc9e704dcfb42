/** The system under test: web, three workers, and Postgres, each of them reaching it through a proxy of its own. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { migrate, openPipeline } from '@reelyard/pipeline'
import postgres from 'postgres'
import { freePort } from '../support/free-port.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { ADMIN_KEY } from '../support/web-process.ts'
import { chaosChannels } from './channels.ts'
import { startCrashablePostgres, type CrashablePostgres } from './crashable-postgres.ts'
import { createFleet, WORKER_NAMES, type Fleet, type WorkerName } from './fleet.ts'
import { endScripts } from './scripts-left.ts'
import { startService, type Service } from './service.ts'
import type { Scenario } from './strike.ts'

export interface WorldOptions {
  scenario: Scenario
  leaseSeconds: number
  /** Keeps the folder, with its logs, for a person to look at. */
  keep: boolean
  /** Told what nobody has asked for. */
  say(line: string): void
}

export interface World {
  folder: string
  /** Where the workers' scripts run. */
  scratch: string
  /** The file of effects. */
  effects: string
  postgres: CrashablePostgres
  /** A client of ours that goes around the proxies. */
  sql: postgres.Sql
  webUrl: string
  proxies: Record<'web' | WorkerName, TcpProxy>
  fleet: Fleet
  web: Service
  /** Ends everything that was started and removes the folder. Safe to repeat. */
  close(): Promise<void>
}

type Undo = (() => Promise<unknown>)[]

const WORKER = fileURLToPath(new URL('../../apps/worker/src/main.ts', import.meta.url))
const WEB = fileURLToPath(new URL('../../apps/web/src/main.ts', import.meta.url))
const READY_WITHIN_MS = 60_000

/** Of a worker that is told to stop: some scripts outlast it, and are interrupted. */
const DRAIN_SECONDS = 2

/** Resolves when web and workers are ready. Leaves nothing behind where it fails. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const undo: Undo = []
  let closing: Promise<void> | null = null
  const close = () => (closing ??= unwind(undo))
  try {
    return { ...(await build(options, undo)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function unwind(undo: Undo): Promise<void> {
  const faults: unknown[] = []
  for (let step = undo.pop(); step; step = undo.pop()) await step().catch((error: unknown) => faults.push(error))
  if (faults.length > 0) throw new AggregateError(faults, 'Not all of the world could be ended.')
}

async function build(options: WorldOptions, undo: Undo): Promise<Omit<World, 'close'>> {
  const { scenario, leaseSeconds, say } = options
  const paths = await makeFolder(options, undo)
  const server = await startCrashablePostgres(join(paths.folder, 'postgres'))
  undo.push(server.stop)
  await prepareDatabase(server.url, paths.effects)
  const sql = postgres(server.url, { max: 2, onnotice: () => {}, connection: { application_name: 'chaos' } })
  undo.push(
    () => sql.end({ timeout: 1 }),
    () => endScripts(paths.effects),
  )
  const proxies = await startProxies(server.port, undo)
  const launch = (place: 'web' | WorkerName, main: string, args: readonly string[]) =>
    startService({
      main,
      args,
      logFile: join(paths.folder, `${place}.log`),
      env: {
        DATABASE_URL: through(server.url, proxies[place].port),
        REELYARD_ARTIFACTS_DIR: join(paths.folder, 'artifacts'),
        REELYARD_SCRATCH_DIR: paths.scratch,
        HOST: '127.0.0.1',
        REELYARD_ADMIN_KEY: ADMIN_KEY,
        PORT: String(webPort),
        ...scenario.env?.(place, paths.scratch),
      },
    })
  const webPort = await freePort()
  const webUrl = `http://127.0.0.1:${webPort}`
  const fleet = createFleet(
    (place, name) => launch(place, WORKER, workerArgs(name, leaseSeconds)),
    (name, exit) => say(`${name} has ended by itself: ${exit}`),
  )
  undo.push(fleet.killAll)
  const web = launch('web', WEB, [])
  undo.push(() => kill(web))
  await Promise.all([webReady(webUrl), ...WORKER_NAMES.map((name) => startedWorker(fleet, name))])
  return { ...paths, postgres: server, sql, webUrl, proxies, fleet, web }
}

async function makeFolder({ scenario, keep }: WorldOptions, undo: Undo) {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-chaos-'))
  if (!keep) undo.push(() => rm(folder, { recursive: true, force: true }))
  // Postgres runs as another user where we are root.
  await chmod(folder, 0o755)
  const [scratch, effects] = [join(folder, 'scratch'), join(folder, 'effects.log')]
  await mkdir(scratch)
  await writeFile(effects, '')
  if (scenario.prepare) undo.push(await scenario.prepare(scratch))
  return { folder, scratch, effects }
}

async function prepareDatabase(databaseUrl: string, effects: string): Promise<void> {
  await migrate(databaseUrl)
  const pipeline = await openPipeline({
    databaseUrl,
    applicationName: 'chaos',
    housekeeping: false,
    onError: () => {},
  })
  for (const channel of chaosChannels(effects)) await pipeline.putChannel(channel)
  await pipeline.close()
}

async function startProxies(port: number, undo: Undo): Promise<World['proxies']> {
  const start = async () => {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port })
    undo.push(proxy.close)
    return proxy
  }
  return { web: await start(), 'worker-1': await start(), 'worker-2': await start(), 'worker-3': await start() }
}

function workerArgs(name: string, leaseSeconds: number): string[] {
  return ['--name', name, '--lease-seconds', String(leaseSeconds), '--drain-seconds', String(DRAIN_SECONDS)]
}

function through(url: string, port: number): string {
  const changed = new URL(url)
  changed.port = String(port)
  return changed.href
}

async function startedWorker(fleet: Fleet, name: WorkerName): Promise<void> {
  if (!(await fleet.start(name).ready)) throw new Error(`${name} ended before it was ready; see its log.`)
}

async function kill(service: Service): Promise<void> {
  service.signal('SIGKILL')
  await service.exited
}

async function webReady(url: string): Promise<void> {
  const signal = AbortSignal.timeout(READY_WITHIN_MS)
  const isReady = () =>
    fetch(`${url}/readyz`, { signal }).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isReady())) await delay(50, undefined, { signal })
}
