/** Worker processes on a database of each test's own, with scripts that wait until the test opens a gate. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { openPipeline, type Pipeline } from '@reelyard/pipeline'
import postgres from 'postgres'
import { afterEach, beforeEach, expect } from 'vitest'
import { freshDatabase, type FreshDatabase } from './database.ts'
import { fixture, noopChannel } from './noop-channel.ts'
import { testPipelineOptions } from './pipeline-options.ts'
import { expectNoProcessWith } from './processes.ts'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

let database: FreshDatabase
let pipeline: Pipeline
export let sql: postgres.Sql
export let folder: string
export let gate: string
let workers: WorkerProcess[]
let proxies: TcpProxy[]

beforeEach(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'worker-health-'))
  gate = join(folder, 'go')
  workers = []
  proxies = []
  sql = postgres(database.url, { max: 2 })
  pipeline = await openPipeline(testPipelineOptions(database.url))
})

afterEach(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await Promise.all(workers.map(({ exited }) => exited))
  await expectNoProcessWith(folder)
  for (const proxy of proxies) await proxy.close()
  await pipeline.close()
  await sql.end()
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

export const soon = { timeout: 60_000, interval: 20 }

export const IMPATIENT = fileURLToPath(new URL('../../apps/worker/test/fixtures/impatient-worker.ts', import.meta.url))

export async function start(name: string, args: string[] = [], extra: object = {}): Promise<WorkerProcess> {
  const worker = await startWorker(name, { databaseUrl: database.url, folder, args, ...extra })
  workers.push(worker)
  return worker
}

/** Postgres behind a network that can fail. */
export async function proxied(): Promise<{ proxy: TcpProxy; databaseUrl: string }> {
  const url = new URL(database.url)
  const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
  proxies.push(proxy)
  url.host = `127.0.0.1:${proxy.port}`
  return { proxy, databaseUrl: url.href }
}

/** Orders a film whose picture takes until the gate is open; `argv` is told where that is. */
export async function orderHeld(argv: string[]): Promise<string> {
  await pipeline.putChannel(noopChannel('held', 1, { assets: argv }))
  const order = { title: randomUUID(), brief: 'b', channel: 'held' }
  const { videoId } = await pipeline.submit(order, BUILT_IN_VOICES)
  return videoId!
}

export const waitForFile = () => [process.execPath, fixture('wait-for-file.mjs'), gate]

export async function scriptStarted(): Promise<number> {
  const started = () => readFile(`${gate}.started`, 'utf8').catch(() => '')
  await expect.poll(started, soon).not.toBe('')
  return Number((await started()).trim().split('\n').at(-1))
}

export function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export async function completed(id: string): Promise<void> {
  await writeFile(gate, '')
  await expect.poll(async () => (await pipeline.getVideo(id))?.status, soon).toBe('completed')
}

export async function cancelled(id: string): Promise<void> {
  expect(await pipeline.cancel(id, 'test')).toBe('cancelled')
}

/** As its followers see it. */
export async function logOfHeld() {
  const [task] = await sql`select id, attempt from tasks where step = 'assets'`
  const wanted = { taskId: String(task?.id), attempt: Number(task?.attempt), seen: 0 }
  return (await pipeline.attemptLogs([wanted]))[0]
}

export async function rowOf(worker: WorkerProcess) {
  return (await pipeline.workers()).find(({ pid }) => pid === worker.pid)
}

export async function held() {
  const [task] = await sql`select state, attempt, failures, worker from tasks where step = 'assets'`
  return task
}
