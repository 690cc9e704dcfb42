/** What the system says about processes. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** A process and who started it, by id. */
export interface ProcessRow {
  pid: number
  parent: number
}

/** All processes; empty where they cannot be listed. */
export async function listProcesses(): Promise<ProcessRow[]> {
  if (process.platform !== 'linux') return rowsOfPs(['-axo', 'pid=,ppid='])
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const rows = await Promise.all(ids.map(async (id) => ({ pid: Number(id), parent: await parentOf(Number(id)) })))
  return rows.flatMap(({ pid, parent }) => (parent === null ? [] : [{ pid, parent }]))
}

/** Null where there is no such process. */
export async function parentOf(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return (await rowsOfPs(['-o', 'pid=,ppid=', '-p', String(pid)]))[0]?.parent ?? null
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The second field is the program's name in parentheses, which may hold anything.
  const parent = Number(
    stat
      .slice(stat.lastIndexOf(')') + 1)
      .trim()
      .split(' ')[1],
  )
  return Number.isInteger(parent) ? parent : null
}

/** The words of a command line; empty where there is no such process. */
export async function commandOf(pid: number): Promise<string[]> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return text.split(/[\0 ]/).filter(Boolean)
  }
  return (await ps(['-ww', '-o', 'command=', '-p', String(pid)])).split(/\s+/).filter(Boolean)
}

async function rowsOfPs(args: string[]): Promise<ProcessRow[]> {
  return (await ps(args)).split('\n').flatMap((line) => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number)
    return pid && parent !== undefined ? [{ pid, parent }] : []
  })
}

async function ps(args: string[]): Promise<string> {
  return execute('ps', args).then(
    ({ stdout }) => stdout,
    () => '',
  )
}
