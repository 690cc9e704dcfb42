/** What a command over the API works with, and how it finds the API and its key. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createClient, type Client } from '@reelyard/client'
import type { Run } from '../commands/run.ts'
import { EXIT } from '../exit-codes.ts'
import type { Interruption } from '../interruption.ts'
import { homeOf } from '../project.ts'
import { sayLines, shownJson } from '../shown.ts'
import { command, wrongUse, type Manual, type StrictCommand } from '../strict-command.ts'
import { say, type Terminal } from '../terminal.ts'
import { ADMIN_KEY_FILE, readPlace } from '../up/kept.ts'

/** What every command over the API takes. */
export interface ApiOptions {
  url?: string
  keyFile?: string
  json: boolean
}

/** A command's surroundings. */
export interface ApiPlace {
  client: Client
  /** Where the API is, without a slash at its end. */
  url: string
  terminal: Terminal
  interruption: Interruption
  json: boolean
  /** Says what came of it: one JSON document with --json, else lines for people. */
  show(value: unknown, lines: () => readonly string[]): void
}

/** A command with the options of ApiOptions. */
export function apiCommand(name: string, manual: Manual): StrictCommand {
  return command(name, manual)
    .option('--url <url>', 'of the API (default: REELYARD_URL, then the `up` of this machine, then port 3000)')
    .option('--key-file <file>', 'holds the API key (default: REELYARD_API_KEY, then the key of the `up`)')
    .option('--json', 'print JSON on stdout, and nothing else there', false)
}

/** Runs a command over the API. What `work` returns is the exit code; nothing is 0. */
export async function atApi(
  run: Run,
  options: ApiOptions,
  work: (place: ApiPlace) => Promise<number | void>,
): Promise<void> {
  await run(async (terminal, interruption) => {
    const { url, apiKey } = await whereTo(options, terminal)
    const { json } = options
    const show = (value: unknown, lines: () => readonly string[]) =>
      json ? say(terminal.out, shownJson(value)) : sayLines(terminal.out, lines())
    const client = clientOf(url, apiKey)
    return (await work({ client, url, terminal, interruption, json, show })) ?? EXIT.done
  })
}

function clientOf(url: string, apiKey: string | undefined): Client {
  try {
    return createClient(url, { apiKey })
  } catch (error) {
    throw wrongUse(`${url} is no address of an API: it must be like http://localhost:3000.`, { cause: error })
  }
}

const DEFAULT_URL = 'http://localhost:3000'

async function whereTo({ url, keyFile }: ApiOptions, { env, cwd }: Terminal) {
  const home = homeOf(env)
  const local = await readPlace(home)
  const to = (url ?? (env.REELYARD_URL || local?.url) ?? DEFAULT_URL).replace(/\/+$/, '')
  if (keyFile !== undefined) return { url: to, apiKey: await readKey(resolve(cwd, keyFile)) }
  if (env.REELYARD_API_KEY) return { url: to, apiKey: env.REELYARD_API_KEY }
  // The kept key goes nowhere but to the process that it was made for.
  if (local && isSame(to, local.url)) return { url: to, apiKey: await readKey(join(home, ADMIN_KEY_FILE)) }
  return { url: to, apiKey: undefined }
}

async function readKey(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw wrongUse(`The API key cannot be read: ${(error as Error).message}.`, { cause: error })
  })
  const key = text.trim()
  if (/^[\x21-\x7e]+$/.test(key)) return key
  throw wrongUse(`${path} does not hold an API key, and nothing else.`)
}

function isSame(url: string, local: string): boolean {
  const plain = (text: string) => (URL.canParse(text) ? new URL(text).origin.replace('//localhost', '//127.0.0.1') : '')
  return plain(url) === plain(local)
}
