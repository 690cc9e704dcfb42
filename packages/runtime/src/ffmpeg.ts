/** Finds ffmpeg at the start of a process, so that no task finds out later that it is missing or broken. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Filters and encoders that the built-in steps use. */
const NEEDED = { filters: ['overlay', 'ebur128', 'concat'], encoders: ['libx264', 'aac'] }

const REMEDY = {
  linux: 'Install it with: apt-get install --no-install-recommends ffmpeg',
  darwin: 'Install it with: brew install ffmpeg',
} as Record<string, string>

/** Thrown where ffmpeg is missing or broken; the message names the remedy. */
export class FfmpegError extends Error {
  override readonly name = 'FfmpegError'
  readonly code = 'ffmpeg_missing'
}

/**
 * Makes sure that ffmpeg and ffprobe run and have what the built-in steps use; returns ffmpeg's version. `FFMPEG_PATH` and
 * `FFPROBE_PATH` name other binaries. Throws FfmpegError; its `cause` has the code `ENOENT` where there is no such program.
 */
export async function checkFfmpeg(env: Record<string, string | undefined>): Promise<string> {
  const ffmpeg = env.FFMPEG_PATH || 'ffmpeg'
  const version = await output(ffmpeg, ['-version'])
  await output(env.FFPROBE_PATH || 'ffprobe', ['-version'])
  const [filters, encoders] = await Promise.all([
    output(ffmpeg, ['-hide_banner', '-filters']),
    output(ffmpeg, ['-hide_banner', '-encoders']),
  ])
  const missing = [
    ...NEEDED.filters.filter((name) => !new RegExp(` ${name} `).test(filters)),
    ...NEEDED.encoders.filter((name) => !new RegExp(` ${name} `).test(encoders)),
  ]
  if (missing.length > 0) throw new FfmpegError(`${ffmpeg} was built without ${missing.join(', ')}. ${remedy()}`)
  return /version (\S+)/.exec(version)?.[1] ?? 'unknown'
}

async function output(program: string, args: string[]): Promise<string> {
  try {
    return (await execute(program, args, { timeout: 20_000, maxBuffer: 10 * 1024 * 1024 })).stdout
  } catch (error) {
    throw new FfmpegError(`${program} is missing or does not run. ${remedy()}`, { cause: error })
  }
}

function remedy(): string {
  return REMEDY[process.platform] ?? 'Install ffmpeg 5 or later and put it on the PATH.'
}
