/** A process of the system under test, as a platform runs it: its log goes to a file. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'

export interface Service {
  alive(): boolean
  signal(signal: NodeJS.Signals): void
  /** Resolves to true when it has said that it is ready, to false where it ends before. */
  ready: Promise<boolean>
  /** Resolves when it has ended: its exit code, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals>
}

export interface ServiceOptions {
  main: string
  args: readonly string[]
  env: Record<string, string>
  /** Its stdout and stderr are appended. */
  logFile: string
}

const READY = /"message":"(ready|listening)"/

/** Does not wait until it is ready. It ends with this process, also where this one is killed. */
export function startService({ main, args, env, logFile }: ServiceOptions): Service {
  const child = spawn(process.execPath, [main, ...args], {
    // Of its own group: Ctrl-C is ours to pass on.
    detached: true,
    stdio: 'pipe',
    env: { PATH: process.env.PATH, ...env, REELYARD_EXIT_WITH_PARENT: '1' },
  })
  child.stdin.on('error', () => {})
  const log = createWriteStream(logFile, { flags: 'a' })
  child.stderr.pipe(log, { end: false })
  const ready = Promise.withResolvers<boolean>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    log.write(`${line}\n`)
    if (READY.test(line)) ready.resolve(true)
  })
  const exited = once(child, 'close').then(([code, signal]) => {
    ready.resolve(false)
    log.end()
    return (signal ?? code) as number | NodeJS.Signals
  })
  return {
    alive: () => child.exitCode === null && child.signalCode === null,
    signal: (signal) => void child.kill(signal),
    ready: ready.promise,
    exited,
  }
}
