/** A script as a process: started, told to stop, and gone with all that it started. */
import { randomUUID } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { familyOf, killFamily, MARK_VARIABLE, type Family } from './family.ts'
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
  /**
   * Ends what the script left behind, in its group and out of it, and waits until it is gone, for a second at most. To be
   * called at once after the script ended, since the group's number is its own only as long as one of its processes is
   * there.
   */
  endRest(): Promise<void>
}

const DEFAULT_GRACE_MS = 5000
const REST_END_MS = 1000
const REST_POLL_MS = 5

/** Grace of a script's options, in whole milliseconds. */
export function graceOf({ graceMs = DEFAULT_GRACE_MS }: ScriptOptions): number {
  return Math.max(0, Math.round(graceMs))
}

/**
 * Starts the script. Should this process exit before it, it and all that it started get SIGKILL. Throws what the start
 * failed with.
 */
export async function startChild(options: ScriptOptions): Promise<Child> {
  const [program = '', ...rest] = options.argv
  const mark = randomUUID()
  const subprocess = execa(program, rest, {
    cwd: options.folder,
    env: { ...options.environment, [MARK_VARIABLE]: mark },
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
  const family = familyOf(pid, mark)
  endWithUs(family, exit)
  const onEnd = options.onStart?.({ group: pid, mark: `${MARK_VARIABLE}=${mark}` })
  if (onEnd) void exit.then(onEnd)
  const isAlive = () => child.exitCode === null && child.signalCode === null
  const kill = () => void (isAlive() && subprocess.kill())
  return { pid, stdin, stdout, stderr, exit, kill, endRest: () => endRest(family) }
}

/** What must not outlive this process. */
const running = new Set<Family>()

/** One listener for all: many scripts may run at once. */
function endWithUs(family: Family, exit: Promise<unknown>): void {
  if (running.size === 0) process.on('exit', endAll)
  running.add(family)
  void exit.then(() => {
    running.delete(family)
    if (running.size === 0) process.off('exit', endAll)
  })
}

function endAll(): void {
  for (const family of running) killFamily(family)
}

async function endRest(family: Family): Promise<void> {
  const deadline = performance.now() + REST_END_MS
  while (killFamily(family) && performance.now() < deadline) await sleep(REST_POLL_MS)
}
