/**
 * The one place that starts ffmpeg and ffprobe: no shell, no network, no interaction. Arguments are ours, never text of
 * an order. FFMPEG_PATH and FFPROBE_PATH name other binaries than those on the PATH.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { StepError } from '@reelyard/core/protocol'

/** What goes in by a pipe, and what is heard meanwhile. */
export interface FfmpegOptions {
  /** Called with the number of frames written so far, about twice a second. Takes ffmpeg's stdout. */
  onProgressFrame?: (frame: number) => void
  /** Bytes for ffmpeg's standard input (`-i pipe:0`). A chunk must stay as it is until the second after it is due. */
  input?: AsyncIterable<Uint8Array>
}

const STDERR_KEPT = 4_000

/**
 * Runs ffmpeg to its end. `args` are inputs, filters and outputs; the runner adds `-nostdin`, `-y`, quiet logging and,
 * before each `-i`, the protocols it may open (files and pipes). Throws StepError `ffmpeg_failed`, retriable, with the
 * end of stderr; `ffmpeg_missing`, retriable, where the binary is not there.
 */
export async function runFfmpeg(args: string[], options: FfmpegOptions = {}): Promise<{ stderr: string }> {
  const progress = options.onProgressFrame ? ['-progress', 'pipe:1', '-nostats'] : []
  const argv = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', ...progress, ...withWhitelist(args)]
  const { stderr } = await run('ffmpeg', process.env['FFMPEG_PATH'] || 'ffmpeg', argv, {
    ...(options.input ? { input: options.input } : {}),
    ...(options.onProgressFrame ? { onLine: frameReader(options.onProgressFrame) } : {}),
  })
  return { stderr }
}

/** Runs ffprobe and gives its JSON (`-of json` is added). Throws like runFfmpeg, with the code `ffprobe_failed`. */
export async function runFfprobe(args: string[]): Promise<unknown> {
  const argv = ['-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'file,pipe', '-of', 'json', ...args]
  const lines: string[] = []
  await run('ffprobe', process.env['FFPROBE_PATH'] || 'ffprobe', argv, { onLine: (line) => lines.push(line) })
  return JSON.parse(lines.join('\n')) as unknown
}

function withWhitelist(args: string[]): string[] {
  return args.flatMap((arg) => (arg === '-i' ? ['-protocol_whitelist', 'file,pipe', arg] : [arg]))
}

function frameReader(onFrame: (frame: number) => void): (line: string) => void {
  return (line) => {
    const match = /^frame=\s*(\d+)/.exec(line)
    if (match) onFrame(Number(match[1]))
  }
}

interface RunOptions {
  input?: AsyncIterable<Uint8Array>
  onLine?: (line: string) => void
}

async function run(tool: string, command: string, args: string[], options: RunOptions): Promise<{ stderr: string }> {
  const child = spawn(command, args, {
    stdio: [options.input ? 'pipe' : 'ignore', options.onLine ? 'pipe' : 'ignore', 'pipe'],
  })
  const stderr = keepTail(child)
  const ended = exitOf(child)
  if (options.onLine) readLines(child, options.onLine)
  const [exit, fed] = await Promise.all([ended, feed(child, options.input)])
  if (exit.error) {
    throw new StepError(`${tool}_missing`, `${tool} did not start.`, { retriable: true, cause: exit.error })
  }
  if (exit.code !== 0) {
    const message = `${tool} ended with ${exit.signal ?? exit.code}: ${stderr().trim()}`
    throw new StepError(`${tool}_failed`, message, { retriable: true })
  }
  if (fed) throw fed
  return { stderr: stderr() }
}

function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: string | null; error?: Error }> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

/**
 * One chunk is made while the one before is on its way. Gives the error of a broken pipe instead of throwing it: when
 * ffmpeg dies, its own words say more. An error of the source ends ffmpeg, which would wait for ever.
 */
async function feed(child: ChildProcess, input: AsyncIterable<Uint8Array> | undefined): Promise<Error | undefined> {
  const { stdin } = child
  if (!input || !stdin) return undefined
  stdin.on('error', () => undefined)
  let written: Promise<Error | undefined> = Promise.resolve(undefined)
  try {
    for await (const chunk of input) {
      const failed = await written
      if (failed) return failed
      written = new Promise((resolve) => stdin.write(chunk, (error) => resolve(error ?? undefined)))
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  const failed = await written
  stdin.end()
  return failed
}

function keepTail(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-STDERR_KEPT)
  })
  return () => text
}

function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  child.stdout?.on('end', () => {
    if (rest) onLine(rest)
  })
}
