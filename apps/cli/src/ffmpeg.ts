/** Makes sure of ffmpeg: finds it, or installs it by the system's package manager where that needs no password. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { checkFfmpeg, FfmpegError } from '@reelyard/runtime'
import { CommandError } from './command-error.ts'

interface Remedy {
  /** Run one after the other; the last one decides. */
  commands: readonly (readonly string[])[]
  /** Whether they can be run without asking anybody. */
  possible: boolean
  /** What a person would type. */
  typed: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where to look for ffmpeg, and who hears of it. */
export interface EnsureOptions {
  /** `PATH`, and `FFMPEG_PATH` and `FFPROBE_PATH` where they are set. */
  env: Environment
  /** Told what is done, line by line. */
  log(line: string): void
  /** Ends an installation that runs. */
  stop?: AbortSignal
}

/** Returns the version. Throws CommandError with one sentence that names the command to run. */
export async function ensureFfmpeg(options: EnsureOptions): Promise<string> {
  const { env, log, stop = new AbortController().signal } = options
  try {
    return await checkFfmpeg(env)
  } catch (error) {
    if (!isMissing(error)) throw new CommandError((error as Error).message, 1, { cause: error })
  }
  const remedy = await findRemedy(env)
  const sentence = `ffmpeg is missing: install it with \`${remedy.typed}\` and start again.`
  if (!remedy.possible) throw new CommandError(sentence)
  log('ffmpeg is missing and will be installed.')
  const installed = await runAll(remedy.commands, { env, log, stop })
  stop.throwIfAborted()
  if (!installed) throw new CommandError(sentence)
  return checkFfmpeg(env).catch((error: unknown) => {
    throw new CommandError(sentence, 1, { cause: error })
  })
}

/** Missing, and not just broken: what is there but unfit is for its owner to replace. */
function isMissing(error: unknown): boolean {
  return error instanceof FfmpegError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
}

const APT_INSTALL = ['apt-get', 'install', '-y', '--no-install-recommends', 'ffmpeg']

async function findRemedy(env: Environment): Promise<Remedy> {
  // Set to nothing counts as not set, as it does in checkFfmpeg.
  const named = Boolean(env.FFMPEG_PATH || env.FFPROBE_PATH)
  if (process.platform === 'darwin') {
    const possible = !named && (await succeeds(['brew', '--version'], env))
    return { commands: [['brew', 'install', 'ffmpeg']], possible, typed: 'brew install ffmpeg' }
  }
  const hasApt = await succeeds(['apt-get', '--version'], env)
  const commands = [['apt-get', 'update'], APT_INSTALL]
  const typed = 'apt-get update && apt-get install --no-install-recommends ffmpeg'
  if (process.getuid?.() === 0) return { commands, possible: !named && hasApt, typed }
  const possible = !named && hasApt && (await succeeds(['sudo', '-n', 'true'], env))
  return {
    commands: commands.map((command) => ['sudo', '-n', ...command]),
    possible,
    typed: typed.replaceAll('apt-get', 'sudo apt-get'),
  }
}

async function runAll(commands: Remedy['commands'], options: Required<EnsureOptions>): Promise<boolean> {
  let succeeded = false
  for (const command of commands) {
    options.stop.throwIfAborted()
    options.log(`$ ${command.join(' ')}`)
    succeeded = await run(command, options)
  }
  return succeeded
}

async function run(command: readonly string[], { env, log, stop }: Required<EnsureOptions>): Promise<boolean> {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = () => child.kill('SIGTERM')
  stop.addEventListener('abort', end)
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', log)
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return code === 0
  } catch {
    return false
  } finally {
    stop.removeEventListener('abort', end)
  }
}

function succeeds([program = '', ...args]: readonly string[], env: Environment): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { ...env }, stdio: 'ignore' })
    child.once('error', () => resolve(false)).once('exit', (code) => resolve(code === 0))
  })
}
