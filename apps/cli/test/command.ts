/** Runs `reelyard` as a person does, in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export interface CommandOptions {
  args: readonly string[]
  env?: Record<string, string | undefined>
  cwd?: string
}

export interface Outcome {
  code: number | null
  out: string
  err: string
}

export function startCommand({ args, env = {}, cwd }: CommandOptions) {
  return spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
}

export async function runCommand(options: CommandOptions): Promise<Outcome> {
  const child = startCommand(options)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number | null, out, err }
}
