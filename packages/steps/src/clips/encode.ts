/** Encodes a clip's frames, so that clips join by stream copy. */
import type { FilmFormat } from '@reelyard/core/protocol'
import { runFfmpeg } from '../ffmpeg.ts'

/** Ticks a second of each clip's track: 512 a frame at 30 fps. */
const TICKS_PER_FRAME = 512
/** Seconds between key frames. Every clip starts with one, and no frame looks past its group's end. */
const GROUP_SECONDS = 4

/**
 * Writes `frames` (planar yuv420p of the format's size) to an MP4 at `path`. The settings depend on the format and on
 * nothing else; the number of threads is fixed, since it changes the bytes.
 */
export async function encodeClip(
  frames: AsyncIterable<Uint8Array>,
  format: FilmFormat,
  path: string,
  onFrame: (frame: number) => void,
): Promise<void> {
  const { width, height, fps } = format
  const input = [
    '-f',
    'rawvideo',
    '-pixel_format',
    'yuv420p',
    '-video_size',
    `${width}x${height}`,
    '-framerate',
    `${fps}`,
  ]
  const colours = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv']
  const group = String(GROUP_SECONDS * fps)
  // The movie's clock is the track's: a length rounded to milliseconds would shift each clip that is joined after it.
  const ticks = String(TICKS_PER_FRAME * fps)
  await runFfmpeg(
    [
      ...input,
      ...colours,
      '-threads',
      '1',
      '-i',
      'pipe:0',
      '-map',
      '0:v:0',
      '-an',
      '-map_metadata',
      '-1',
      '-fflags',
      '+bitexact',
      '-flags:v',
      '+bitexact+cgop',
      '-c:v',
      'libx264',
      '-profile:v',
      'high',
      '-preset',
      'veryfast',
      '-crf',
      '20',
      '-pix_fmt',
      'yuv420p',
      '-g',
      group,
      '-keyint_min',
      group,
      '-sc_threshold',
      '0',
      '-bf',
      '0',
      '-threads',
      '1',
      '-x264-params',
      'stitchable=1',
      ...colours,
      '-chroma_sample_location',
      'left',
      '-video_track_timescale',
      ticks,
      '-movie_timescale',
      ticks,
      '-movflags',
      '+faststart',
      '-f',
      'mp4',
      path,
    ],
    { input: frames, onProgressFrame: onFrame },
  )
}
