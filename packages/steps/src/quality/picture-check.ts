/**
 * Looks for black in a film without decoding all of it. Each key frame is decoded, small and grey. Between two key
 * frames the picture can only be black for long where one of them is dark, or where the frames are coded in next to no
 * bytes (nothing moves in black): only there every frame is decoded.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runFfmpeg } from '../ffmpeg.ts'
import type { CodedFrame } from './film-facts.ts'
import type { Stretch } from './sound-check.ts'
import { stretchesOf } from './sound-check.ts'

/** What a small grey copy of a frame shows. */
export interface Look {
  /** Seconds at which the frame is shown. */
  time: number
  black: boolean
  /** Standard deviation of the brightness, 0 to 127. */
  contrast: number
}

export interface SeenPicture {
  /** All key frames. */
  keyFrames: Look[]
  blackStretches: Stretch[]
}

/** The copies' size. */
const WIDTH = 96
const HEIGHT = 54
const PIXELS = WIDTH * HEIGHT
/** Black is 16; a pixel up to this counts as black, and a frame whose pixels nearly all do is black. */
const BLACK_LEVEL = 16 + 0.05 * 219
const BLACK_SHARE = 0.98
/** Shorter black is a cut or a blink. */
const SHORTEST_BLACK = 0.5
/** A frame of up to this many bytes for each pixel of the film changes nothing: 1 KB at 1080p. */
const STILL_BYTES = 1 / 2000

/** Decodes what it must of `film`; `frames` are all of its frames in order of time. */
export async function seePicture(
  film: string,
  frames: readonly CodedFrame[],
  size: { width: number; height: number; frameRate: number },
  folder: string
): Promise<SeenPicture> {
  const keys = frames.flatMap((frame, index) => (frame.key ? [index] : []))
  const looks = await lookAtKeys(film, keys.map((index) => frames[index]!.time), folder)
  const black: boolean[] = frames.map(() => false)
  const stillBytes = size.width * size.height * STILL_BYTES
  for (const [k, from] of keys.entries()) {
    const to = keys[k + 1] ?? frames.length
    const dark = (looks[k]?.black ?? true) || (looks[k + 1]?.black ?? false)
    if (!dark && !hasStillRun(frames, from, to, stillBytes, SHORTEST_BLACK * size.frameRate)) continue
    const seen = await lookAtAll(film, frames, from, to, folder)
    for (const [i, look] of seen.entries()) black[from + i] = look.black
  }
  return { keyFrames: looks, blackStretches: stretchesOf(black, 1 / size.frameRate, SHORTEST_BLACK) }
}

async function lookAtKeys(film: string, times: readonly number[], folder: string): Promise<Look[]> {
  const only = ['-discard:v', 'nokey', '-skip_frame:v', 'nokey']
  return looksIn(await greyFrames([...only, '-an', '-i', film], [], folder), times)
}

async function lookAtAll(film: string, frames: readonly CodedFrame[], from: number, to: number, folder: string): Promise<Look[]> {
  // Half a frame early: the seek must not land on the next frame by rounding.
  const half = frames.length > 1 ? (frames[1]!.time - frames[0]!.time) / 2 : 0
  const at = Math.max(0, frames[from]!.time - half).toFixed(6)
  const times = frames.slice(from, to).map((frame) => frame.time)
  return looksIn(await greyFrames(['-ss', at, '-an', '-i', film], ['-frames:v', String(to - from)], folder), times)
}

async function greyFrames(input: string[], limit: string[], folder: string): Promise<Buffer> {
  const grey = join(folder, 'grey.raw')
  const filter = `scale=${WIDTH}:${HEIGHT}:flags=neighbor,format=gray`
  const output = ['-map', '0:v:0', '-vf', filter, '-fps_mode', 'passthrough', ...limit, '-f', 'rawvideo', grey]
  await runFfmpeg(['-skip_loop_filter', 'all', ...input, ...output])
  return readFile(grey)
}

function looksIn(grey: Buffer, times: readonly number[]): Look[] {
  return times.slice(0, Math.floor(grey.length / PIXELS)).map((time, i) => {
    return { time, ...lookOf(grey.subarray(i * PIXELS, (i + 1) * PIXELS)) }
  })
}

function lookOf(pixels: Uint8Array): Omit<Look, 'time'> {
  let sum = 0
  let squares = 0
  let black = 0
  for (const pixel of pixels) {
    sum += pixel
    squares += pixel * pixel
    if (pixel <= BLACK_LEVEL) black++
  }
  const mean = sum / PIXELS
  return { black: black >= BLACK_SHARE * PIXELS, contrast: Math.sqrt(Math.max(0, squares / PIXELS - mean * mean)) }
}

function hasStillRun(frames: readonly CodedFrame[], from: number, to: number, bytes: number, length: number): boolean {
  let run = 0
  for (let i = from; i < to; i++) {
    run = frames[i]!.bytes <= bytes ? run + 1 : 0
    if (run >= length) return true
  }
  return false
}
