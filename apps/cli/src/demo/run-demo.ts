/** One command makes a film: starts everything, submits an order through the API, follows it, hands the film over. */
import { resolve } from 'node:path'
import { createClient } from '@reelyard/client'
import { channelSchema, DEFAULT_CHANNEL, parseOrder, type Channel } from '@reelyard/core'
import { readChannelFile, storeChannel } from '../channel-file.ts'
import { asRefusal, refusal } from '../faults.ts'
import { ensureFfmpeg } from '../ffmpeg.ts'
import { deliver } from '../film/deliver.ts'
import { followVideo, type Client } from '../follow-video.ts'
import { unlessAborted, type Interruption } from '../interruption.ts'
import { readJsonFile } from '../json-file.ts'
import { say, type Screen, type Terminal } from '../terminal.ts'
import { breakdownOf, startLocalSystem, type LocalSystem } from './local-system.ts'
import { untilReady } from './readiness.ts'
import { reportEnd } from './report-end.ts'

export interface DemoOptions {
  storyboard: string
  out: string
  workers: number
  keep: boolean
  json: boolean
  /** A JSON file. */
  channel?: string
}

/** The channel of orders that name none. Somebody watches: what failed for a passing reason is tried again soon. */
const IMPATIENT: Channel = channelSchema.parse({
  id: DEFAULT_CHANNEL,
  name: 'Default',
  settings: { retry: { maxAttempts: 3, delaysSeconds: [1, 5] } },
})

/** Returns the exit code. Throws CommandError. Nothing that it started is left, however it ends. */
export async function runDemo(options: DemoOptions, terminal: Terminal, interruption: Interruption): Promise<number> {
  const screen = options.json ? terminal.err : terminal.out
  const channel = options.channel === undefined ? null : await readChannelFile(options.channel, terminal)
  const order = forChannel(await readJsonFile(options.storyboard, terminal), channel?.id)
  const { faults } = parseOrder(order)
  if (faults) throw refusal(options.storyboard, faults)
  const version = await ensureFfmpeg(terminal.env, screen, interruption.stop)
  say(screen, `ffmpeg ${version}. Starting PostgreSQL, the web app and ${options.workers} workers ...`)
  const system = await startLocalSystem({
    env: terminal.env,
    workers: options.workers,
    interruption,
    prepare: async (databaseUrl) => {
      await storeChannel(databaseUrl, channel ?? IMPATIENT)
    },
  })
  try {
    const exitCode = await unlessAborted(
      interruption.stop,
      Promise.race([breakdownOf(system), makeFilm(options, order, system, screen, terminal, interruption)]),
    )
    if (options.keep) await keepRunning(system, screen, interruption)
    return exitCode
  } finally {
    await system.stop()
  }
}

/** An order that names no channel goes to the one that was given. */
function forChannel(order: unknown, channel: string | undefined): unknown {
  if (channel === undefined || typeof order !== 'object' || order === null || Array.isArray(order)) return order
  return { channel, ...order }
}

async function makeFilm(
  options: DemoOptions,
  order: unknown,
  system: LocalSystem,
  screen: Screen,
  terminal: Terminal,
  { stop }: Interruption,
): Promise<number> {
  const client = createClient(system.url)
  say(screen, `The API is at ${system.url}/docs`)
  await untilReady(system.url, stop)
  const start = Date.now()
  const id = await submit(client, order, options.storyboard)
  const video = await followVideo(client, id, screen, terminal.env, stop)
  const seconds = (Date.now() - start) / 1_000
  const delivery = await deliver(client, id, resolve(terminal.cwd, options.out))
  await reportEnd({ video, delivery, seconds, log: system.log, json: options.json }, screen, terminal)
  return video.status === 'completed' ? 0 : 1
}

async function submit(client: Client, order: unknown, name: string): Promise<string> {
  try {
    return (await client.submitVideo(order as Parameters<Client['submitVideo']>[0])).id
  } catch (error) {
    throw asRefusal(name, error)
  }
}

/** Waits for Ctrl-C, which is then the normal way to end. */
async function keepRunning(system: LocalSystem, screen: Screen, { stop }: Interruption): Promise<void> {
  say(screen)
  say(screen, 'Left running:')
  say(screen, `  API          ${system.url}`)
  say(screen, `  API, to read ${system.url}/docs`)
  say(screen, `  PostgreSQL   ${system.databaseUrl}`)
  say(screen, 'Stop with Ctrl-C: that ends all of it and removes its data.')
  await unlessAborted(stop, breakdownOf(system)).catch((error: unknown) => {
    if (!stop.aborted) throw error
  })
}
