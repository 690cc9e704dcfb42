import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The key of the administrator in every test. */
export const ADMIN_KEY = 'test-admin-key-of-32-characters-or-more'

export interface WebProcess {
  url: string
  pid: number
  /** Its log records so far. */
  log: Record<string, unknown>[]
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>
}

const READY_WITHIN_MS = 60_000

const MAIN = fileURLToPath(new URL('../../apps/web/src/main.ts', import.meta.url))

/** The web app as it is deployed: a process of its own, on a free port. Resolves when it takes orders. */
export async function startWeb(at: {
  databaseUrl: string
  folder: string
  env?: Record<string, string>
}): Promise<WebProcess> {
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: at.databaseUrl,
      REELYARD_ARTIFACTS_DIR: `${at.folder}/artifacts`,
      PORT: '0',
      HOST: '127.0.0.1',
      REELYARD_ADMIN_KEY: ADMIN_KEY,
      ...at.env,
    },
  })
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    return child.exitCode
  }
  try {
    const log: Record<string, unknown>[] = []
    const heard = listening(child, log)
    // With a log of its faults only it does not say that it listens.
    const url = at.env?.PORT === undefined ? await heard : `http://127.0.0.1:${at.env.PORT}`
    heard.catch(() => {})
    // It listens before it has reached the database.
    await ready(url)
    return { url, pid: child.pid!, log, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ready(url: string): Promise<void> {
  const patience = AbortSignal.timeout(READY_WITHIN_MS)
  const isReady = async () => (await fetch(`${url}/readyz`, { signal: patience }).catch(() => null))?.ok ?? false
  while (!(await isReady())) await delay(20, undefined, { signal: patience })
}

function listening(child: ChildProcess, log: Record<string, unknown>[]): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The web app ended with ${code} before it listened.`)))
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const record = JSON.parse(line) as Record<string, unknown>
      log.push(record)
      if (typeof record.url === 'string' && record.message === 'listening') resolve(record.url)
    })
  })
}
