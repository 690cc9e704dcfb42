/** A script as a process: started, told to stop, and gone with all that it started. */
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import type { ScriptOptions } from './options.ts'

/** Why we ended a script; the code of the result. */
export type StopReason = 'timed_out' | 'output_limit' | 'interrupted' | 'checkpoint_refused' | 'checkpoint_too_long'

/** A script that was started, as the leader of a process group of its own. */
export interface Child {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Never rejects. */
  readonly exit: Promise<{ exitCode: number | null; signal: string | null }>
  /**
   * Sends SIGTERM to the whole group, and SIGKILL after the grace. Does nothing once the script has ended: its number
   * may be another's by then.
   */
  kill(): void
}

const DEFAULT_GRACE_MS = 5000
const GROUP_END_MS = 1000
const GROUP_POLL_MS = 5

/** Grace of a script's options, in whole milliseconds. */
export function graceOf({ graceMs = DEFAULT_GRACE_MS }: ScriptOptions): number {
  return Math.max(0, Math.round(graceMs))
}

/** Starts the script. Should this process exit before it, its group gets SIGKILL. Throws what the start failed with. */
export async function startChild(options: ScriptOptions): Promise<Child> {
  const [program = '', ...rest] = options.argv
  const subprocess = execa(program, rest, {
    cwd: options.folder,
    env: options.environment,
    extendEnv: false,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    killDescendants: true,
    // Its way of ending the script with us listens for signals, and those are the caller's.
    cleanup: false,
    forceKillAfterDelay: graceOf(options),
  })
  const { pid, stdin, stdout, stderr, nodeChildProcess: child } = subprocess
  if (pid === undefined) {
    const { cause, originalMessage } = await subprocess
    throw cause instanceof Error ? cause : new Error(originalMessage ?? 'unknown error')
  }
  const exit = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  })
  endWithUs(pid, exit)
  const isAlive = () => child.exitCode === null && child.signalCode === null
  return { pid, stdin, stdout, stderr, exit, kill: () => void (isAlive() && subprocess.kill()) }
}

/** The groups that must not outlive this process. */
const running = new Set<number>()

/** One listener for all: many scripts may run at once. */
function endWithUs(pid: number, exit: Promise<unknown>): void {
  if (running.size === 0) process.on('exit', endAll)
  running.add(pid)
  void exit.then(() => {
    running.delete(pid)
    if (running.size === 0) process.off('exit', endAll)
  })
}

function endAll(): void {
  for (const pid of running) killGroup(pid)
}

/**
 * Ends what a script left behind in its group, and waits until it is gone, for a second at most: a dead process that
 * nobody has reaped counts as there. To be called at once after the script ended, since the group's number is its own
 * only as long as one of its processes is there.
 */
export async function endGroup(pid: number): Promise<void> {
  const deadline = performance.now() + GROUP_END_MS
  while (killGroup(pid) && performance.now() < deadline) await sleep(GROUP_POLL_MS)
}

/** False where there is nobody left. */
function killGroup(pid: number): boolean {
  try {
    return process.kill(-pid, 'SIGKILL')
  } catch {
    return false
  }
}
