/** Clips made as a worker has them made, in folders that are removed after each test. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { StepParameters } from '@reelyard/core'
import type { ScriptOutput } from '@reelyard/core/protocol'
import sharp from 'sharp'
import type { Sharp } from 'sharp'
import { onTestFinished } from 'vitest'
import { compositeSize } from '../src/camera.ts'
import { runFfmpeg, runFfprobe } from '../src/ffmpeg.ts'
import type { SceneTiming } from '../src/timing.ts'

const MAIN = fileURLToPath(new URL('../src/clips/main.ts', import.meta.url))
export const FORMAT = { width: 640, height: 360, fps: 30 }
const SAID = `“Quotes”, %{} {\\b1} '; rm -rf / [v0] قبل 東京 🦉`

/** Runs the step as a worker does: its executable in a folder of its own. */
export async function makeClip(
  parameters: Partial<StepParameters['clips']>,
  frames: number,
  composite: Buffer | Sharp = meadow(),
  env: Record<string, string> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'reelyard-clip-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'composite.png'), Buffer.isBuffer(composite) ? composite : await composite.toBuffer())
  await writeFile(join(folder, 'timing.json'), JSON.stringify(timingOf(frames)))
  await writeFile(
    join(folder, 'input.json'),
    JSON.stringify({
      protocol: 1,
      step: 'clips',
      scene: 1,
      video: { id: 'v', title: 't', channel: 'c' },
      task: { id: 't', attempt: 1 },
      parameters: {
        format: FORMAT,
        motion: 'still',
        captions: 'none',
        language: 'en',
        first: false,
        last: false,
        ...parameters,
      },
      inputs: [inputFile('composite', 'composite.png'), inputFile('timing', 'timing.json')],
      checkpoint: null,
      context: { tasks: [] },
    }),
  )
  const run = promisify(execFile)(process.execPath, [MAIN], { cwd: folder, env: { ...process.env, ...env } })
  const code = await run.then(
    () => 0,
    (error: unknown) => (error as { code: number }).code,
  )
  return { folder, code, output: JSON.parse(await readFile(join(folder, 'output.json'), 'utf8')) as ScriptOutput }
}

function inputFile(role: string, path: string) {
  return { role, step: role, scene: 1, path, mediaType: '', bytes: 0, sha256: '' }
}

/** A picture with no white in it. */
function meadow(): Sharp {
  const { width, height } = compositeSize(FORMAT)
  const hills = [0, 1, 2].map(
    (n) => `<circle cx="${150 + 300 * n}" cy="${height}" r="${120 + 40 * n}" fill="#3a${5 + n}040"/>`,
  )
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#8a90a0"/>${hills.join('')}</svg>`),
  ).png()
}

function timingOf(frames: number): SceneTiming {
  const words = [...SAID.matchAll(/\S+/gu)].map((match, index) => {
    const start = 0.5 + 0.05 * index
    return { text: match[0], start, end: start + 0.05, from: match.index, to: match.index + match[0].length }
  })
  return { fps: 30, frames, leadInSeconds: 0.4, speechSeconds: 0.6, text: SAID, language: 'en', words }
}

/** What ffprobe says of a file's streams, the frames counted. */
export async function streamsOf(path: string): Promise<unknown> {
  const entries =
    'codec_name,profile,pix_fmt,width,height,has_b_frames,color_range,color_space,color_transfer,' +
    'color_primaries,r_frame_rate,avg_frame_rate,time_base,start_time,nb_read_frames'
  const probed = (await runFfprobe(['-count_frames', '-show_entries', `stream=${entries}`, path])) as {
    streams: unknown
  }
  return probed.streams
}

/** The mean luma of each frame. */
export async function lumas(folder: string): Promise<number[]> {
  const bytes = await grey(folder)
  const size = FORMAT.width * FORMAT.height
  return Array.from({ length: bytes.length / size }, (_, frame) => {
    let sum = 0
    for (const value of bytes.subarray(frame * size, (frame + 1) * size)) sum += value
    return sum / size
  })
}

/** The highest luma in one frame. */
export async function brightest(folder: string, frame: number): Promise<number> {
  const size = FORMAT.width * FORMAT.height
  let most = 0
  for (const value of (await grey(folder)).subarray(frame * size, (frame + 1) * size)) most = Math.max(most, value)
  return most
}

async function grey(folder: string): Promise<Buffer> {
  const raw = join(folder, 'grey.raw')
  await runFfmpeg(['-i', join(folder, 'clip.mp4'), '-vf', 'extractplanes=y', '-f', 'rawvideo', raw])
  return await readFile(raw)
}
