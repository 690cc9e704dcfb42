/** What ends a worker's scripts when the worker is killed: it cannot do so itself then, and they would run on. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { LongRunner } from './lifecycle.ts'

/** A script and all that it started. */
export interface GuardedRun {
  /** Number of the process group. */
  group: number
  /** `NAME=value`, as it stands in the environment of all of them and of nobody else. Without white space. */
  mark: string
}

export interface ScriptGuard extends LongRunner {
  /**
   * From now on the run ends with this process, also where that is killed. Returns what is to be called at once when the run
   * is over: its number may be another's soon after.
   */
  watch(run: GuardedRun): () => void
}

const SCRIPT = fileURLToPath(new URL('script-guard.sh', import.meta.url))

/** One that ends sooner would end again. */
const SHORTEST_LIFE_MS = 1_000

/**
 * A shell that reads from a pipe of ours what runs, and sends SIGKILL to it when the pipe closes. Where it is killed itself
 * another one takes its place; where it cannot be started, `onFault` is told, and all goes on without it.
 */
export function createScriptGuard(onFault: (error: Error) => void): ScriptGuard {
  const runs = new Set<GuardedRun>()
  let shell: ChildProcess | null = null
  let stopping = false

  const tell = (line: string) => void (shell?.stdin?.writable && shell.stdin.write(`${line}\n`))
  const tellOf = ({ group, mark }: GuardedRun) => tell(`watch ${group} ${mark}`)

  function begin(): void {
    const begun = performance.now()
    const started = launch()
    shell = started
    started.once('error', onFault)
    started.once('exit', () => {
      if (stopping || shell !== started) return
      if (performance.now() - begun > SHORTEST_LIFE_MS) begin()
      else onFault(new Error('The guard of the scripts ended at once.'))
    })
    for (const run of runs) tellOf(run)
  }

  return {
    start: async () => begin(),
    stop: async () => {
      stopping = true
      if (!shell?.pid || shell.exitCode !== null || shell.signalCode !== null) return
      const ended = once(shell, 'exit')
      shell.ref()
      shell.stdin?.end()
      await ended
    },
    watch: (run) => {
      runs.add(run)
      tellOf(run)
      return () => {
        if (runs.delete(run)) tell(`forget ${run.group}`)
      }
    },
  }
}

/** In a session of its own: a Ctrl-C in the terminal is for the worker, which may need the guard afterwards. */
function launch(): ChildProcess {
  const env = { PATH: process.env.PATH, LC_ALL: 'C' }
  const shell = spawn('/bin/sh', [SCRIPT, `guard-of-${process.pid}`], {
    cwd: '/',
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  shell.unref()
  const pipe = shell.stdin as Socket | null
  pipe?.on('error', () => {}).unref()
  return shell
}
