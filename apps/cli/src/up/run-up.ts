/** Everything that Reelyard is, in the foreground, until it is told to end. What it makes is kept between runs. */
import { migrate } from '@reelyard/pipeline'
import { startEmbeddedPostgres } from '@reelyard/runtime/postgres'
import { join } from 'node:path'
import { prefixed } from '../dev/prefix.ts'
import { untilReady } from '../demo/readiness.ts'
import { ensureFfmpeg } from '../ffmpeg.ts'
import { unlessAborted, type Interruption } from '../interruption.ts'
import { createLogTail, parse, readable, type LogTail } from '../processes/log-tail.ts'
import { startWeb, startWorker, type ServiceOptions } from '../processes/services.ts'
import { databaseFolder, homeOf } from '../project.ts'
import { hasColor, say, type Terminal } from '../terminal.ts'
import { ADMIN_KEY_FILE, keptKeys, removePlace, writePlace } from './kept.ts'
import { keepAlive, type KeptAlive } from './keep-alive.ts'

/** The options of `up`; port 0 is any free one. */
export interface UpOptions {
  workers: number
  port: number
  json: boolean
  /** Default: DATABASE_URL, then the embedded one. */
  databaseUrl?: string
}

/** What is started, by the names that logs and the API use. */
interface Parts {
  url: string
  children: Map<string, KeptAlive>
}

/** Running scripts get that long to finish once it is told to end. */
const DRAIN_SECONDS = 10

/** Returns 0 once it was told to end. Throws where something does not start, or ends again and again. */
export async function runUp(options: UpOptions, terminal: Terminal, interruption: Interruption): Promise<number> {
  const ends: (() => Promise<unknown>)[] = []
  const home = homeOf(terminal.env)
  const note = (line: string) => say(terminal.err, line)
  try {
    const keys = await keptKeys(home, terminal.env)
    await ensureFfmpeg({ env: terminal.env, log: note, stop: interruption.stop })
    const databaseUrl = options.databaseUrl ?? (terminal.env.DATABASE_URL || (await keptPostgres(home, ends)))
    interruption.stop.throwIfAborted()
    await migrate(databaseUrl)
    const env = { ...terminal.env, REELYARD_SECRET_KEYS: keys.secretKeys, REELYARD_ADMIN_KEY: undefined }
    const log = shownLog(terminal)
    const services = { env, databaseUrl, folder: home, interruption, log }
    const parts = await startParts(services, keys.adminKey, options, note, ends)
    await unlessAborted(interruption.stop, untilReady(parts.url, interruption.stop))
    await unlessAborted(interruption.stop, log.workersReady(options.workers))
    await writePlace(home, { url: parts.url, databaseUrl, pid: process.pid })
    ends.push(() => removePlace(home))
    sayReady(parts, keys.adminKey, { ...options, home }, terminal)
    await unlessAborted(interruption.stop, Promise.race([...parts.children.values()].map((child) => child.gaveUp)))
    return 0
  } catch (error) {
    if (interruption.stop.aborted) return 0
    throw error
  } finally {
    for (let end = ends.pop(); end; end = ends.pop()) await end()
  }
}

async function keptPostgres(home: string, ends: (() => Promise<unknown>)[]): Promise<string> {
  const postgres = await startEmbeddedPostgres({ folder: databaseFolder(process.getuid?.() === 0, home) })
  ends.push(postgres.stop)
  return postgres.url()
}

/** The web app, which alone is told the administrator's key, then the workers. Each is started again when it ends. */
async function startParts(
  services: ServiceOptions,
  adminKey: string,
  options: UpOptions,
  note: (line: string) => void,
  ends: (() => Promise<unknown>)[],
): Promise<Parts> {
  const children = new Map<string, KeptAlive>()
  let { port } = options
  let url = ''
  const ofWeb = { ...services, env: { ...services.env, REELYARD_ADMIN_KEY: adminKey } }
  const web = await keepAlive({
    launch: async () => {
      const started = await startWeb(ofWeb, port)
      url = started.url
      // Whoever knows the address finds it there again.
      port = Number(new URL(url).port)
      return started.child
    },
    say: note,
  })
  ends.push(web.stop)
  children.set('web', web)
  ends.push(() => Promise.all([...children].filter(([name]) => name !== 'web').map(([, { stop }]) => stop())))
  for (let number = 1; number <= options.workers; number++) {
    const name = `worker-${number}`
    const launch = () => startWorker(services, name, { drainSeconds: DRAIN_SECONDS })
    children.set(name, await keepAlive({ launch, say: note }))
  }
  return { url, children }
}

type UpLog = LogTail & { workersReady(count: number): Promise<void> }

/** Shows what it is told on stderr, and keeps the last of it to explain a failure. */
function shownLog({ err, env }: Terminal): UpLog {
  const color = hasColor(err, env)
  const tail = createLogTail()
  const ready = new Set<string>()
  let onReady = () => {}
  return {
    add: (line, child) => {
      say(err, prefixed(child, readable(line), color))
      tail.add(line, child)
      if (child !== 'web' && parse(line)?.message === 'ready') {
        ready.add(child)
        onReady()
      }
    },
    last: tail.last,
    workersReady: (count) =>
      new Promise((resolve) => {
        onReady = () => ready.size >= count && resolve()
        onReady()
      }),
  }
}

function sayReady(
  { url, children }: Parts,
  adminKey: string,
  { json, home }: UpOptions & { home: string },
  { out, env }: Terminal,
): void {
  if (json) {
    const pids = Object.fromEntries([...children].map(([name, { pid }]) => [name, pid]))
    say(out, JSON.stringify({ url, adminKey, pids }))
    return
  }
  say(out, `API          ${url}`)
  say(out, `API, to read ${url}/docs`)
  say(out, `Admin key    ${adminKey}`)
  if (!env.REELYARD_ADMIN_KEY)
    say(out, `             kept in ${join(home, ADMIN_KEY_FILE)}, where commands on this machine find it`)
  say(out, `Data         ${home}`)
  say(out, 'Stop with Ctrl-C.')
}
