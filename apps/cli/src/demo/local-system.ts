/** Everything that Reelyard is, on this machine and for a while: database, web app, workers, and a folder for them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@reelyard/pipeline'
import { startEmbeddedPostgres } from '@reelyard/runtime/postgres'
import { newApiKey } from '../api-key.ts'
import type { Interruption } from '../interruption.ts'
import type { Child } from '../processes/child.ts'
import { createLogTail, type LogTail } from '../processes/log-tail.ts'
import { startWeb, startWorker, type ServiceOptions } from '../processes/services.ts'
import type { Terminal } from '../terminal.ts'

/** A system that takes orders. */
export interface LocalSystem {
  url: string
  /** The administrator's key, made for this system alone. */
  apiKey: string
  databaseUrl: string
  web: Child
  workers: readonly Child[]
  log: LogTail
  /** Whether `stop` has been called: what ends from then on was told to. */
  readonly stopping: boolean
  /** Ends all of it in order and removes the folder. Safe to repeat. */
  stop(): Promise<void>
}

/** How much to start, and in what surroundings. */
export interface LocalSystemOptions {
  env: Terminal['env']
  workers: number
  interruption: Interruption
  /** Runs between the migration and the start of the web app. */
  prepare(databaseUrl: string): Promise<void>
}

/** Nothing is worth waiting for when the demo is over: running scripts are interrupted at once. */
const DRAIN_SECONDS = 0

/** Throws where something does not start, or as soon as the interruption says stop; then nothing is left running. */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const { interruption } = options
  const ends: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end()
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'reelyard-demo-'))
    ends.push(() => rm(folder, { recursive: true, force: true }))
    const postgres = await startEmbeddedPostgres({ folder: 'temporary' })
    ends.push(postgres.stop)
    interruption.stop.throwIfAborted()
    const databaseUrl = postgres.url()
    await migrate(databaseUrl)
    await options.prepare(databaseUrl)
    interruption.stop.throwIfAborted()
    const log = createLogTail()
    const services = { env: { ...options.env, REELYARD_ADMIN_KEY: undefined }, databaseUrl, folder, interruption, log }
    const workers = startWorkers(services, options.workers)
    ends.push(() => Promise.all(workers.map((worker) => worker.stop())))
    const apiKey = newApiKey()
    const web = await startWeb({ ...services, env: { ...services.env, REELYARD_ADMIN_KEY: apiKey } }, 0)
    ends.push(web.child.stop)
    let stopping: Promise<void> | null = null
    return {
      ...{ url: web.url, apiKey, databaseUrl, web: web.child, workers, log },
      get stopping() {
        return stopping !== null
      },
      stop: () => (stopping ??= stop()),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function startWorkers(services: ServiceOptions, count: number): Child[] {
  const settings = { drainSeconds: DRAIN_SECONDS, concurrency: slotsOf(count) }
  return Array.from({ length: count }, (_, index) => startWorker(services, `worker-${index + 1}`, settings))
}

/** Scripts compute: a few more than there are cores keep all cores busy, many more only take memory. */
function slotsOf(workers: number): number {
  return Math.min(5, Math.max(1, Math.ceil((availableParallelism() * 1.5) / workers)))
}

/** Rejects when the system cannot finish a video any more: the web app or the last worker is gone. */
export async function breakdownOf({ web, workers, log }: LocalSystem): Promise<never> {
  const noWorker = Promise.all(workers.map((worker) => worker.exited)).then((all) => all.join(', '))
  const how = await Promise.race([web.exited, noWorker])
  throw new Error([`${how}.`, ...log.last(15)].join('\n  '))
}
