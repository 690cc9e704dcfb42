/** A migrated Postgres of the benchmark's own, and worker processes whose steps do nothing. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { BUILT_IN_VOICES } from '@reelyard/core'
import { migrate, openPipeline, type Pipeline } from '@reelyard/pipeline'
import { startTestPostgres } from '../support/test-postgres.ts'

export interface Stage {
  url: string
  pipeline: Pipeline
  /** Starts idle workers; resolves when all are ready. */
  startWorkers(count: number): Promise<ChildProcess[]>
  submit(title: string): Promise<string>
  close(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const server = await startTestPostgres()
  await migrate(server.url)
  const pipeline = await openPipeline({
    databaseUrl: server.url,
    applicationName: 'bench',
    housekeeping: false,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  })
  const workers: ChildProcess[] = []
  return {
    url: server.url,
    pipeline,
    startWorkers: async (count) => {
      const started = Array.from({ length: count }, (_, index) => startWorker(server.url, `worker-${index + 1}`))
      workers.push(...started)
      await Promise.all(started.map((worker) => once(worker, 'message')))
      return started
    },
    submit: async (title) => {
      const { videoId } = await pipeline.submit({ title, scenes: [{ narration: title }] }, BUILT_IN_VOICES)
      if (!videoId) throw new Error('The order was refused.')
      return videoId
    },
    close: async () => {
      await Promise.all(workers.map(stopWorker))
      await pipeline.close()
      await server.stop()
    },
  }
}

function startWorker(url: string, name: string): ChildProcess {
  return fork(fileURLToPath(new URL('noop-worker.ts', import.meta.url)), [name], {
    env: { ...process.env, DATABASE_URL: url },
  })
}

export async function stopWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null) return
  worker.kill('SIGTERM')
  await once(worker, 'exit')
}

/** The next message of any of these processes. */
export async function nextMessage(workers: readonly ChildProcess[]): Promise<unknown> {
  const others = new AbortController()
  const { signal } = others
  const [message] = (await Promise.race(workers.map((worker) => once(worker, 'message', { signal })))) as [unknown]
  others.abort()
  return message
}

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100

/** A process's own processor time, and that of all its ended descendants. Linux only. */
export async function processorSeconds(pid: number): Promise<{ own: number; children: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15)
  return { own: (user + system) / TICKS_PER_SECOND, children: (childUser + childSystem) / TICKS_PER_SECOND }
}

/** The value below which a share of the sample lies. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function printJson(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
