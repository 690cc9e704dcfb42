/** What the scripts themselves say of their runs: written by effect.sh, read here, unknown to Postgres. */
import { readFile } from 'node:fs/promises'

export interface Effect {
  moment: 'begin' | 'end'
  taskId: string
  attempt: number
  /** Of the script, which leads a process group of its own. */
  pid: number
}

/** Throws where a line is torn: each is one write. */
export async function readEffects(path: string): Promise<Effect[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1)
  return lines.map((line) => {
    const [moment, taskId, attempt, pid] = line.split(' ')
    if ((moment !== 'begin' && moment !== 'end') || !taskId || !Number(attempt) || !Number(pid))
      throw new Error(`This is no effect: '${line}'.`)
    return { moment, taskId, attempt: Number(attempt), pid: Number(pid) }
  })
}

/** Runs that have begun and not ended: of scripts that fail, that were killed, or that still run. */
export function unended(effects: readonly Effect[]): Effect[] {
  const ended = new Set(effects.filter(({ moment }) => moment === 'end').map(({ pid, taskId }) => `${pid} ${taskId}`))
  return effects.filter(({ moment, pid, taskId }) => moment === 'begin' && !ended.has(`${pid} ${taskId}`))
}
