/** One of our own programs as a child process. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { EXIT_WITH_PARENT } from '@reelyard/runtime'
import { PROJECT } from '../project.ts'
import { descendantsOf } from './descendants.ts'

/** What to run, and how it is ended. Times in milliseconds. */
export interface ChildOptions {
  name: string
  /** Run by the same Node, in the project's folder. */
  argv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  /** How long it may take to end after SIGTERM. */
  patienceMs: number
  /** Once aborted, patience is over. */
  hurry: AbortSignal
  /** Told each line of stdout and stderr. */
  onLine(line: string, child: string): void
}

/** A process of this command. */
export interface Child {
  readonly name: string
  readonly pid: number
  /** Says how it ended, as soon as it has. */
  readonly exited: Promise<string>
  readonly running: boolean
  /** Ends it: SIGTERM, then SIGKILL, to it and to what it started. Safe to repeat. */
  stop(): Promise<void>
}

/** Of the patience, what is left in a hurry. */
const HURRY_MS = 500

/**
 * Starts a program in a session of its own, so that Ctrl-C reaches it only through us: once, and in the right order. Its
 * stdin is a pipe that closes when we die, which it takes for SIGTERM.
 */
export function startChild({ name, argv, env, patienceMs, hurry, onLine }: ChildOptions): Child {
  const child = spawn(process.execPath, argv, {
    cwd: PROJECT,
    env: { ...env, [EXIT_WITH_PARENT]: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  let running = true
  const exited = new Promise<string>((resolve) => {
    const end = (how: string) => {
      running = false
      resolve(`${name} ${how}`)
    }
    child.once('error', (error) => end(`could not be started: ${error.message}`))
    child.once('exit', (code, signal) => end(signal ? `was ended by ${signal}` : `ended with code ${code}`))
  })
  child.stdin.on('error', () => {})
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => onLine(line, name))
  }

  async function end(): Promise<void> {
    if (!running || child.pid === undefined) return
    child.kill('SIGTERM')
    if (await endsWithin(exited, patienceMs, hurry)) return
    const below = await descendantsOf(child.pid)
    child.kill('SIGKILL')
    for (const pid of below) kill(pid)
    await exited
  }

  let stopping: Promise<void> | null = null
  return {
    name,
    pid: child.pid ?? 0,
    exited,
    get running() {
      return running
    },
    stop: () => (stopping ??= end()),
  }
}

function endsWithin(exited: Promise<string>, patienceMs: number, hurry: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const giveUp = () => resolve(false)
    const soon = () => setTimeout(giveUp, HURRY_MS)
    const timer = setTimeout(giveUp, patienceMs)
    if (hurry.aborted) soon()
    else hurry.addEventListener('abort', soon, { once: true })
    void exited.then(() => {
      clearTimeout(timer)
      hurry.removeEventListener('abort', soon)
      resolve(true)
    })
  })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
