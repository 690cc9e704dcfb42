/** `postmaster.pid`: whether a server runs on a data folder already, or one left its lock there when it was killed. */
import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** A server whose owner was killed a moment ago is ending by itself; that long it is waited for. */
const PATIENCE_MS = 15_000

/**
 * Removes the lock of a server that is gone. Postgres does so itself, but not where another process has got the same
 * id since, as is common in a container. Throws where a server really runs on that folder.
 */
export async function clearStaleLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid')
  for (const until = Date.now() + PATIENCE_MS; ; await delay(100)) {
    const [pid, , , port] = (await readFile(lock, 'utf8').catch(() => '')).split('\n')
    if (!pid) return
    if (!(await isPostgres(Number(pid), data))) return rm(lock, { force: true })
    if (Date.now() > until) {
      throw new Error(`Another Postgres runs on ${data} already (process ${pid}, port ${port}). Stop it first.`)
    }
  }
}

async function isPostgres(pid: number, data: string): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false
  return (await commandLine(pid)).includes(data)
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return execute('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  )
}
