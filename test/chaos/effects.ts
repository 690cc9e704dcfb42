/** What the scripts themselves say of their runs: written by effect.sh, read here, unknown to Postgres. */
import { readFile } from 'node:fs/promises'

const MOMENTS = ['begin', 'checkpoint', 'kept', 'end'] as const

export interface Effect {
  /** `checkpoint`: it has been given one, or none. `kept`: it was told that its own is stored. */
  moment: (typeof MOMENTS)[number]
  taskId: string
  attempt: number
  /** Of the script, which leads a process group of its own. */
  pid: number
  /** The attempt whose checkpoint it was given; 0 where there was none, and at other moments. */
  given: number
}

/** Throws where a line is torn: each is one write. */
export async function readEffects(path: string): Promise<Effect[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1)
  return lines.map((line) => {
    const [word, taskId, attempt, pid, given = '0'] = line.split(' ')
    const moment = MOMENTS.find((one) => one === word)
    if (!moment || !taskId || !Number(attempt) || !Number(pid) || !/^\d+$/.test(given))
      throw new Error(`This is no effect: '${line}'.`)
    return { moment, taskId, attempt: Number(attempt), pid: Number(pid), given: Number(given) }
  })
}

/** Runs that have begun and not ended: of scripts that fail, that were killed, or that still run. */
export function unended(effects: readonly Effect[]): Effect[] {
  const ended = new Set(effects.filter(({ moment }) => moment === 'end').map(({ pid, taskId }) => `${pid} ${taskId}`))
  return effects.filter(({ moment, pid, taskId }) => moment === 'begin' && !ended.has(`${pid} ${taskId}`))
}

/**
 * One sentence for each attempt that was given a checkpoint which it must not have: its own or a newer attempt's, or one
 * older than what an earlier attempt was told is stored.
 */
export function wrongCheckpoints(effects: readonly Effect[]): string[] {
  const kept = new Map<string, number[]>()
  for (const { moment, taskId, attempt } of effects) {
    if (moment === 'kept') kept.set(taskId, [...(kept.get(taskId) ?? []), attempt])
  }
  return effects.flatMap(({ moment, taskId, attempt, given }) => {
    if (moment !== 'checkpoint') return []
    const least = Math.max(0, ...(kept.get(taskId) ?? []).filter((number) => number < attempt))
    if (given >= least && given < attempt) return []
    return [`Task ${taskId}: attempt ${attempt} was given the checkpoint of ${given}, and ${least} had been stored.`]
  })
}
