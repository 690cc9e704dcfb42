/** Resident memory of an idle worker and an idle web app, five seconds after they are ready. Linux only. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@reelyard/pipeline'
import { startTestPostgres } from '../support/test-postgres.ts'
import { startWeb } from '../support/web-process.ts'
import { startWorker } from '../support/worker-process.ts'
import { printJson } from './stage.ts'

const SETTLE_MS = 5_000

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-bench-'))
  const server = await startTestPostgres()
  await migrate(server.url)
  const at = { databaseUrl: server.url, folder }
  const [worker, web] = await Promise.all([startWorker('worker-1', at), startWeb(at)])
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  printJson({ bench: 'memory', process: 'worker', residentMb: await residentMb(worker.pid), aim: 120 })
  printJson({ bench: 'memory', process: 'web', residentMb: await residentMb(web.pid), aim: 140 })
  await Promise.all([worker.stop(), web.stop()])
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024
}
