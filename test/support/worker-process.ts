import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface WorkerProcess {
  name: string
  pid: number
  /** Its log records so far. */
  log: Record<string, unknown>[]
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>
  /** Its exit code; null where a signal ended it. */
  exited: Promise<number | null>
  kill(signal: NodeJS.Signals): void
}

const MAIN = fileURLToPath(new URL('../../apps/worker/src/main.ts', import.meta.url))

/** A worker as it is deployed: a process of its own. Resolves when it is ready to claim. */
export async function startWorker(
  name: string,
  at: { databaseUrl: string; folder: string; args?: string[]; env?: Record<string, string>; main?: string },
): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [at.main ?? MAIN, '--name', name, ...(at.args ?? [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: at.databaseUrl,
      REELYARD_ARTIFACTS_DIR: `${at.folder}/artifacts`,
      REELYARD_SCRATCH_DIR: `${at.folder}/scratch`,
      ...at.env,
    },
  })
  const exited = once(child, 'exit').then(() => child.exitCode)
  const log: Record<string, unknown>[] = []
  await ready(child, log, name)
  return {
    name,
    pid: child.pid!,
    log,
    exited,
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      return child.exitCode
    },
  }
}

function ready(child: ChildProcess, log: Record<string, unknown>[], name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready.`)))
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const record = JSON.parse(line) as Record<string, unknown>
      log.push(record)
      if (record.message === 'ready') resolve()
    })
  })
}

/** The errors and warnings that a worker logged. */
export function faultsOf(worker: WorkerProcess): Record<string, unknown>[] {
  return worker.log.filter((record) => record.level === 'error' || record.level === 'warn' || record.level === 'fatal')
}
