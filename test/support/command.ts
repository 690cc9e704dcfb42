/** Runs `reelyard` as a person does, in a process of its own. */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const MAIN = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url))

export interface CommandOptions {
  args: readonly string[]
  env?: Record<string, string | undefined>
  cwd?: string
  /** Default: the project's own. */
  main?: string
}

export interface Outcome {
  code: number | null
  out: string
  err: string
}

function startCommand({ args, env = {}, cwd, main = MAIN }: CommandOptions) {
  return spawn(process.execPath, [main, ...args], {
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

export interface RunningCommand {
  /** Of stdout, so far. */
  lines: readonly string[]
  /** Resolves with the first line of stdout, from the start on, that matches; rejects where it ends before. */
  line(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends a signal; resolves with the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts a command that goes on until it is ended, at the latest when the test is over. */
export function keepCommand(options: CommandOptions): RunningCommand {
  const child: ChildProcessByStdio<null, Readable, Readable> = startCommand(options)
  const lines: string[] = []
  const said = new EventTarget()
  createInterface({ input: child.stdout })
    .on('line', (line) => {
      lines.push(line)
      said.dispatchEvent(new Event('said'))
    })
    .on('close', () => said.dispatchEvent(new Event('said')))
  const errors = text(child.stderr)
  const exited = once(child, 'close') as Promise<[number | null]>
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return {
    lines,
    line: async (pattern) => {
      for (;;) {
        const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null)
        if (found) return found
        if (child.stdout.readableEnded) throw new Error(`It ended before it said ${pattern}:\n${await errors}`)
        await new Promise((resolve) => said.addEventListener('said', resolve, { once: true }))
      }
    },
    end: async (signal) => {
      child.kill(signal)
      return (await exited)[0]
    },
  }
}

/** A temporary folder for a command, where an embedded Postgres of its own can reach it too. */
export async function commandFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'command-test-'))
  await chmod(path, 0o755)
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
