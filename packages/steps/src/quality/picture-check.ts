/**
 * Looks for black in a film without decoding all of it. Each key frame is decoded, small and grey; where one is black,
 * every frame around it is. Between two that are not, a picture becomes black by a frame that is coded in more bytes
 * than those before it, and stays black by frames coded in next to none: so the first of each such run is decoded as
 * well. What can escape is black between two key frames that is not still, or that begins right at the first of them.
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

/** What the film's pictures look like, from small copies of them. */
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
/** One bit for each block of 16 x 16 pixels: nothing new is drawn for less. */
const STILL_BYTES = 1 / 2048
/** Places in the film that one ffmpeg looks at. */
const BATCH = 16

/** Frames from one key frame up to the next. */
interface Span {
  from: number
  to: number
}

/** Decodes what it must of `film`; `frames` are all of its frames in order of time. */
export async function seePicture(
  film: string,
  frames: readonly CodedFrame[],
  size: { width: number; height: number; frameRate: number },
  folder: string,
): Promise<SeenPicture> {
  const keys = frames.flatMap((frame, index) => (frame.key ? [index] : []))
  const looks = await lookAtKeys(
    film,
    keys.map((index) => frames[index]!.time),
    folder,
  )
  const spans = keys.map((from, k) => ({ from, to: keys[k + 1] ?? frames.length }))
  const isDark = (k: number) => looks[k]?.black ?? k < spans.length
  const shortest = SHORTEST_BLACK * size.frameRate
  const dark = spans.filter((_, k) => isDark(k) || isDark(k + 1))
  const still = spans.flatMap((span, k) => {
    const start =
      isDark(k) || isDark(k + 1) ? -1 : stillRun(frames, span, size.width * size.height * STILL_BYTES, shortest)
    return start < 0 ? [] : [{ span, upToRun: { from: span.from, to: start + 1 } }]
  })
  const starts = await lookAtSpans(
    film,
    frames,
    still.map(({ upToRun }) => upToRun),
    folder,
  )
  const suspicious = still.flatMap(({ span }, i) => (starts[i]!.at(-1)?.black ? [span] : []))
  const black: boolean[] = frames.map(() => false)
  const toSee = [...dark, ...suspicious]
  for (const [i, seen] of (await lookAtSpans(film, frames, toSee, folder)).entries()) {
    for (const [n, look] of seen.entries()) black[toSee[i]!.from + n] = look.black
  }
  return { keyFrames: looks, blackStretches: stretchesOf(black, 1 / size.frameRate, SHORTEST_BLACK) }
}

async function lookAtKeys(film: string, times: readonly number[], folder: string): Promise<Look[]> {
  const grey = join(folder, 'keys.grey')
  await runFfmpeg(['-discard:v', 'nokey', '-skip_frame:v', 'nokey', ...inputArgs(film), ...outputArgs(0, grey)])
  return looksIn(await readFile(grey), times)
}

/** What each frame of each span shows. */
async function lookAtSpans(
  film: string,
  frames: readonly CodedFrame[],
  spans: readonly Span[],
  folder: string,
): Promise<Look[][]> {
  // Half a frame early: the seek must not land on the next frame by rounding.
  const half = frames.length > 1 ? (frames[1]!.time - frames[0]!.time) / 2 : 0
  const looks: Look[][] = []
  for (let first = 0; first < spans.length; first += BATCH) {
    const batch = spans.slice(first, first + BATCH)
    const grey = (index: number) => join(folder, `span-${index}.grey`)
    await runFfmpeg([
      ...batch.flatMap(({ from }) => ['-ss', Math.max(0, frames[from]!.time - half).toFixed(6), ...inputArgs(film)]),
      ...batch.flatMap(({ from, to }, i) => outputArgs(i, grey(i), ['-frames:v', String(to - from)])),
    ])
    for (const [i, { from, to }] of batch.entries()) {
      looks.push(
        looksIn(
          await readFile(grey(i)),
          frames.slice(from, to).map((frame) => frame.time),
        ),
      )
    }
  }
  return looks
}

function inputArgs(film: string): string[] {
  return ['-threads', '1', '-skip_loop_filter', 'all', '-an', '-i', film]
}

function outputArgs(input: number, path: string, limit: string[] = []): string[] {
  const filter = `scale=${WIDTH}:${HEIGHT}:flags=neighbor,format=gray`
  return ['-map', `${input}:v:0`, '-vf', filter, '-fps_mode', 'passthrough', ...limit, '-f', 'rawvideo', path]
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

/**
 * Where the first long run of frames coded in up to `bytes` begins; -1 where there is none, or where each frame from the
 * key frame into the run takes no more than the one before it: then the picture only settles.
 */
function stillRun(frames: readonly CodedFrame[], { from, to }: Span, bytes: number, length: number): number {
  let run = 0
  let settling = true
  for (let i = from + 1; i < to; i++) {
    const still = frames[i]!.bytes <= bytes
    if (run === 0) settling &&= frames[i]!.bytes <= frames[i - 1]!.bytes
    run = still ? run + 1 : 0
    if (run >= length) return settling ? -1 : i - run + 1
  }
  return -1
}
