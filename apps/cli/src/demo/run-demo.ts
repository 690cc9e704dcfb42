/** One command makes a film: starts everything, submits an order through the API, follows it, hands the film over. */
import { resolve } from 'node:path'
import { createClient, type Client } from '@reelyard/client'
import { channelSchema, DEFAULT_CHANNEL, parseOrder, type Channel } from '@reelyard/core'
import { readChannelFile, storeChannel } from '../channel-file.ts'
import { asRefusal, refusal } from '../faults.ts'
import { ensureFfmpeg } from '../ffmpeg.ts'
import { deliver } from '../film/deliver.ts'
import { followVideo } from '../follow-video.ts'
import { unlessAborted, type Interruption } from '../interruption.ts'
import { readJsonFile } from '../json-file.ts'
import { createLiveView } from '../progress/live-view.ts'
import { say, type Screen, type Terminal } from '../terminal.ts'
import { breakdownOf, startLocalSystem, type LocalSystem } from './local-system.ts'
import { untilReady } from './readiness.ts'
import { reportEnd } from './report-end.ts'

/** The options of `demo`; paths may be relative to the terminal's folder. */
export interface DemoOptions {
  storyboard: string
  out: string
  workers: number
  keep: boolean
  json: boolean
  /** A JSON file. */
  channel?: string
}

/** What the parts of a demo share. */
interface Demo {
  options: DemoOptions
  terminal: Terminal
  interruption: Interruption
  /** All but the summary of `--json`. */
  screen: Screen
}

/** The channel of orders that name none. Somebody watches: what failed for a passing reason is tried again soon. */
const IMPATIENT: Channel = channelSchema.parse({
  id: DEFAULT_CHANNEL,
  name: 'Default',
  settings: { retry: { maxAttempts: 3, delaysSeconds: [1, 5] } },
})

/** Returns the exit code. Throws CommandError. Nothing that it started is left, however it ends. */
export async function runDemo(options: DemoOptions, terminal: Terminal, interruption: Interruption): Promise<number> {
  const demo: Demo = { options, terminal, interruption, screen: options.json ? terminal.err : terminal.out }
  const channel = options.channel === undefined ? IMPATIENT : await readChannelFile(options.channel, terminal)
  const order = forChannel(await readJsonFile(options.storyboard, terminal), channel.id)
  const { faults } = parseOrder(order)
  if (faults) throw refusal(options.storyboard, faults)
  const version = await ensureFfmpeg({
    env: terminal.env,
    log: (line) => say(demo.screen, line),
    stop: interruption.stop,
  })
  say(demo.screen, `ffmpeg ${version}. Starting PostgreSQL, the web app and ${countOf(options.workers)} ...`)
  const system = await startLocalSystem({
    env: terminal.env,
    workers: options.workers,
    interruption,
    prepare: (databaseUrl) => storeChannel(databaseUrl, channel),
  })
  try {
    const film = Promise.race([breakdownOf(system), makeFilm(demo, order, system)])
    const exitCode = await unlessAborted(interruption.stop, film)
    if (options.keep) await keepRunning(demo, system)
    return exitCode
  } finally {
    if (interruption.stop.aborted) say(demo.screen, 'Stopping ...')
    await system.stop()
  }
}

function countOf(workers: number): string {
  return workers === 1 ? 'one worker' : `${workers} workers`
}

/** An order that names no channel goes to the one that is given. */
function forChannel(order: unknown, channel: string): unknown {
  if (typeof order !== 'object' || order === null || Array.isArray(order)) return order
  return { channel, ...order }
}

async function makeFilm({ options, terminal, interruption, screen }: Demo, order: unknown, system: LocalSystem) {
  const client = createClient(system.url, { apiKey: system.apiKey })
  say(screen, `The API is at ${system.url}/docs`)
  await untilReady(system.url, interruption.stop)
  const start = Date.now()
  const id = await submit(client, order, options.storyboard)
  const view = createLiveView(screen, terminal.env)
  for (const worker of system.workers) {
    void worker.exited.then((how) => !system.stopping && view.note(`${how}: the others finish its tasks.`))
  }
  const video = await followVideo(client, id, view, interruption.stop)
  const seconds = (Date.now() - start) / 1_000
  const delivery = await deliver(client, id, resolve(terminal.cwd, options.out))
  await reportEnd({ video, delivery, seconds, log: system.log, json: options.json }, screen, terminal)
  return video.status === 'completed' ? 0 : 1
}

async function submit(client: Client, order: unknown, name: string): Promise<string> {
  try {
    return (await client.submitVideo(order as object)).id
  } catch (error) {
    throw asRefusal(name, error)
  }
}

/** Waits for Ctrl-C, which is then the normal way to end. */
async function keepRunning({ screen, interruption: { stop } }: Demo, system: LocalSystem): Promise<void> {
  say(screen)
  say(screen, 'Left running:')
  say(screen, `  API          ${system.url}`)
  say(screen, `  API, to read ${system.url}/docs`)
  say(screen, `  API key      ${system.apiKey}`)
  say(screen, `  PostgreSQL   ${system.databaseUrl}`)
  say(screen, 'Stop with Ctrl-C: that ends all of it and removes its data.')
  await unlessAborted(stop, breakdownOf(system)).catch((error: unknown) => {
    if (!stop.aborted) throw error
  })
}
