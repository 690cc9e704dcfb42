/** The processes below one of ours: a worker that has to be killed cannot end its scripts any more. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Ids of all processes below `pid`, nearest first. Empty where they cannot be listed. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const table = process.platform === 'linux' ? await tableOfLinux() : await tableOfPs()
  const found: number[] = []
  for (let generation = [pid]; generation.length > 0; ) {
    generation = table.filter(([, parent]) => generation.includes(parent)).map(([child]) => child)
    found.push(...generation)
  }
  return found
}

type Row = [pid: number, parent: number]

async function tableOfLinux(): Promise<Row[]> {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const rows = await Promise.all(ids.map(async (id): Promise<Row[]> => {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')
    // The second field is the program's name in parentheses, which may hold anything.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 1).trim().split(' ')[1])
    return Number.isInteger(parent) ? [[Number(id), parent]] : []
  }))
  return rows.flat()
}

async function tableOfPs(): Promise<Row[]> {
  const { stdout } = await execute('ps', ['-axo', 'pid=,ppid=']).catch(() => ({ stdout: '' }))
  return stdout.split('\n').flatMap((line): Row[] => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number)
    return pid && parent !== undefined ? [[pid, parent]] : []
  })
}
