/** The package managers that started this process: `npx` starts `pnpm`, which starts us, with shells between them. */
import { basename } from 'node:path'
import { commandOf, parentOf } from './process-table.ts'

/** How often to look whether they are still there. */
const CHECK_MS = 1_000

/** More than npx, pnpm and their shells. */
const MOST_ANCESTORS = 8

/**
 * Calls back when one of them is gone: one that is killed tells nobody, and then nobody waits for us any more. A shell
 * above them may go. Returns how to stop watching.
 */
export function watchLaunchers(env: Readonly<Record<string, string | undefined>>, onGone: () => void): () => void {
  if (!env.npm_lifecycle_event) return () => {}
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const check = async (chain: readonly number[]) => {
    const there = await isUnbroken(chain)
    if (stopped) return
    if (there) timer = setTimeout(() => void check(chain), CHECK_MS).unref()
    else onGone()
  }
  void launchers().then(check)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

/** This process and its ancestors, up to the last package manager. */
async function launchers(): Promise<number[]> {
  const chain = [process.pid]
  let known = 1
  for (let pid = process.ppid; pid > 1 && chain.length < MOST_ANCESTORS;) {
    chain.push(pid)
    const [program = '', script = ''] = await commandOf(pid)
    if ([program, script].some(isPackageManager)) known = chain.length
    pid = (await parentOf(pid)) ?? 0
  }
  return chain.slice(0, known)
}

function isPackageManager(word: string): boolean {
  return /^(npm|npx|pnpm)(-cli)?(\.[cm]?js)?$/.test(basename(word))
}

async function isUnbroken(chain: readonly number[]): Promise<boolean> {
  for (const [index, pid] of chain.entries()) {
    const parent = chain[index + 1]
    if (parent !== undefined && (await parentOf(pid)) !== parent) return false
  }
  return true
}
