/** The server process: started in a session of its own, so that Ctrl-C does not end it before those who use it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Account } from './account.ts'

/** What to start, on which data, as whom. */
export interface ServerOptions {
  postgres: string
  /** The folder that `data` stands in: the working directory. */
  folder: string
  data: string
  /** 0: any free one. */
  port: number
  account: Account | null
  /** Remove `folder` when the server is gone, should this process be killed before it could. */
  removeFolder: boolean
  log(line: string): void
}

/** A server that takes connections. */
export interface Server {
  port: number
  /** Ends the server in order, then harder and harder. Safe to repeat. */
  stop(): Promise<void>
}

/** Fast shutdown, immediate shutdown, the end: and how long each gets. */
const ENDING = [
  { signal: 'SIGINT', patienceMs: 10_000 },
  { signal: 'SIGQUIT', patienceMs: 5_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
] as const

const GUARD = fileURLToPath(new URL('guard.sh', import.meta.url))

const START_TIMEOUT_MS = 60_000
const ATTEMPTS = 5

/** What may go by itself: a port that somebody took meanwhile, memory of a server that was killed a moment ago. */
const PASSING = /Address already in use|pre-existing shared memory block/

/** Starts the server and waits until it takes connections. Throws with its own words. */
export async function startServer(options: ServerOptions): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port === 0 ? await freePort() : options.port
    const child = launch(options, port)
    const words: string[] = []
    const ready = watch(child, words, options.log)
    if (await ready) return supervise(child, port, options)
    await end(child)
    const text = words.join('\n')
    if (attempt === ATTEMPTS || !PASSING.test(text)) throw new Error(`Postgres did not start on port ${port}.\n${text}`)
    await delay(500)
  }
}

function launch({ postgres, folder, data, account }: ServerOptions, port: number): ChildProcess {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200' }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return spawn(postgres, ['-D', data, '-p', String(port), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...account,
  })
}

/** Resolves to whether the server takes connections. Keeps on handing its lines to `log`. */
function watch(child: ChildProcess, words: string[], log: (line: string) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), START_TIMEOUT_MS)
    const settle = (ready: boolean) => {
      clearTimeout(timer)
      resolve(ready)
    }
    child.once('error', (error) => {
      words.push(error.message)
      settle(false)
    })
    child.once('close', () => settle(false))
    if (!child.stderr) return settle(false)
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (words.length < 40) words.push(line)
      log(line)
      if (line.includes('database system is ready to accept connections')) settle(true)
    })
  })
}

function supervise(child: ChildProcess, port: number, options: ServerOptions): Server {
  const guard = startGuard(child, options)
  child.unref()
  ;(child.stderr as Socket | null)?.unref()
  let stopping: Promise<void> | null = null
  const stop = async () => {
    child.ref()
    await end(child)
    guard.kill('SIGKILL')
  }
  return { port, stop: () => (stopping ??= stop()) }
}

/** A shell that waits for this process to end, in whatever way, and then ends the server; it outlives us by that moment. */
function startGuard(server: ChildProcess, { folder, data, removeFolder }: ServerOptions): ChildProcess {
  const args = [GUARD, String(server.pid), data, removeFolder ? folder : '']
  const guard = spawn('/bin/sh', args, { cwd: '/', stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  guard.on('error', () => {})
  guard.unref()
  ;(guard.stdin as Socket | null)?.unref()
  server.once('exit', () => guard.kill('SIGKILL'))
  return guard
}

async function end(child: ChildProcess): Promise<void> {
  for (const { signal, patienceMs } of ENDING) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    const timer = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref())
    await Promise.race([gone, timer])
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
