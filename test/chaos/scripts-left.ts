/** Scripts that outlive their worker, as they do where it was killed. */
import { readFile } from 'node:fs/promises'
import { readEffects, unended } from './effects.ts'

/** Which of the scripts that have begun still run. */
export async function scriptsLeft(effects: string): Promise<number[]> {
  const begun = unended(await readEffects(effects).catch(() => [])).map(({ pid }) => pid)
  const told = await Promise.all(begun.map(async (pid) => (await commandLine(pid)).includes(effects)))
  return begun.filter((_pid, index) => told[index])
}

/** SIGKILL to all that still run, with what they have started. */
export async function endScripts(effects: string): Promise<void> {
  for (const pid of await scriptsLeft(effects)) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has just ended by itself.
    }
  }
}

/** Empty where there is no such process, or no /proc: then a script ends by itself, in a few seconds. */
function commandLine(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
}
