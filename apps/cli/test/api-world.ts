/** A web app of the test's own, and the command line that asks it, in this process: dozens of them would take minutes. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { CommanderError, type Command } from 'commander'
import { afterAll, beforeAll } from 'vitest'
import { commandFolder, type Outcome } from '../../../test/support/command.ts'
import { database } from '../../../test/support/pipeline-world.ts'
import { ADMIN_KEY, startWeb, type WebProcess } from '../../../test/support/web-process.ts'
import { runner } from '../src/commands/run.ts'
import { program } from '../src/program.ts'
import type { Terminal } from '../src/terminal.ts'

let web: WebProcess
let folder: Awaited<ReturnType<typeof commandFolder>>

beforeAll(async () => {
  folder = await commandFolder()
  const secretKeys = `k1:${Buffer.alloc(32, 7).toString('base64')}`
  const env = { REELYARD_SECRET_KEYS: secretKeys, REELYARD_OUTBOUND_ALLOW: '127.0.0.1', REELYARD_RATE_LIMIT: '0' }
  web = await startWeb({ databaseUrl: database.url, folder: folder.path, env })
})

afterAll(async () => {
  await web.stop()
  await folder.remove()
})

interface Surroundings {
  env?: Record<string, string | undefined>
  /** What comes from stdin. */
  stdin?: string
}

/** Asks as the administrator, unless `env` has another key. */
export async function reelyard(args: readonly string[], { env, stdin = '' }: Surroundings = {}): Promise<Outcome> {
  const said = { out: '', err: '' }
  const screen = (name: 'out' | 'err') => ({ write: (text: string) => (said[name] += text) })
  const terminal: Terminal = {
    out: screen('out'),
    err: screen('err'),
    env: { REELYARD_URL: web.url, REELYARD_API_KEY: ADMIN_KEY, REELYARD_HOME: join(folder.path, 'no-home'), ...env },
    cwd: folder.path,
  }
  let code: number | null = null
  const run = runner(terminal, (exitCode) => {
    code = exitCode
  })
  const root = program(run, Readable.from([Buffer.from(stdin)]))
  saysTo(root, terminal)
  await root.parseAsync(args, { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error
    code = error.exitCode
  })
  return { code, ...said }
}

/** Commander ends the process else. */
function saysTo(command: Command, terminal: Terminal): void {
  const writeOut = (text: string) => void terminal.out.write(text)
  const writeErr = (text: string) => void terminal.err.write(text)
  command.exitOverride().configureOutput({ writeOut, writeErr })
  for (const child of command.commands) saysTo(child, terminal)
}

/** With --json: what was said must be one document. */
export async function json<Value = Record<string, unknown>>(...args: string[]): Promise<Value> {
  const { code, out, err } = await reelyard([...args, '--json'])
  if (code !== 0) throw new Error(`reelyard ${args.join(' ')} ended with ${code}: ${err}`)
  return JSON.parse(out) as Value
}

/** A file; gives its path. */
export async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder.path, name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
