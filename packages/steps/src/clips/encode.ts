/** Encodes a clip's frames, so that clips join by stream copy. */
import type { FilmFormat } from '@reelyard/core/protocol'
import { runFfmpeg } from '../ffmpeg.ts'

/** Of each clip's track. */
const TICKS_PER_FRAME = 512
/** Seconds between key frames. Every clip starts with one, and no frame looks past its group's end. */
const GROUP_SECONDS = 4

/**
 * Writes `frames` (planar yuv420p of the format's size) to an MP4 at `path`. The settings depend on the format and on
 * nothing else, since clips that differ in them do not join. `onFrame` hears how many frames are encoded. Throws StepError
 * `ffmpeg_failed` or `ffmpeg_missing`.
 */
export async function encodeClip(
  frames: AsyncIterable<Uint8Array>,
  format: FilmFormat,
  path: string,
  onFrame: (frame: number) => void,
): Promise<void> {
  const args = [...rawFrames(format), ...ONE_STREAM, ...videoCodec(format), ...container(format), path]
  await runFfmpeg(args, { input: frames, onProgressFrame: onFrame })
}

const COLOURS = [
  ...['-color_primaries', 'bt709', '-color_trc', 'bt709'],
  ...['-colorspace', 'bt709', '-color_range', 'tv'],
]

/** Fixed, since the number of threads changes the bytes. */
const ONE_THREAD = ['-threads', '1']

/** How ffmpeg is to read what it gets on stdin. */
function rawFrames({ width, height, fps }: FilmFormat): string[] {
  return [
    ...['-f', 'rawvideo', '-pixel_format', 'yuv420p'],
    ...['-video_size', `${width}x${height}`, '-framerate', `${fps}`],
    ...COLOURS,
    ...ONE_THREAD,
    ...['-i', 'pipe:0'],
  ]
}

/** Pictures only, and nothing that tells of this machine or this minute. */
const ONE_STREAM = [
  ...['-map', '0:v:0', '-an', '-map_metadata', '-1'],
  ...['-fflags', '+bitexact', '-flags:v', '+bitexact+cgop'],
]

function videoCodec({ fps }: FilmFormat): string[] {
  const group = String(GROUP_SECONDS * fps)
  return [
    ...['-c:v', 'libx264', '-profile:v', 'high', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p'],
    ...['-g', group, '-keyint_min', group, '-sc_threshold', '0', '-bf', '0'],
    ...ONE_THREAD,
    ...['-x264-params', 'stitchable=1'],
    ...COLOURS,
    ...['-chroma_sample_location', 'left'],
  ]
}

/** The movie's clock is the track's: a length rounded to milliseconds would shift each clip that is joined after it. */
function container({ fps }: FilmFormat): string[] {
  const ticks = String(TICKS_PER_FRAME * fps)
  return [...['-video_track_timescale', ticks, '-movie_timescale', ticks], ...['-movflags', '+faststart', '-f', 'mp4']]
}
