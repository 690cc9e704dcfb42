/** The film's thumbnail: a frame from the middle of the scene that shows the most contrast. */
import { runFfmpeg } from '../ffmpeg.ts'
import type { Look } from '../quality/picture-check.ts'
import type { FilmScene } from './scenes.ts'
import type { FilmCue } from './subtitles.ts'

/** No nearer to the film's ends, which fade from and to black, where the film is long enough. */
const FADES_SECONDS = 1
/** Where captions are in the picture, a frame this far from any of them. */
const CAPTION_MARGIN_SECONDS = 0.1

/** The second to take the thumbnail from. `burned` are the captions that are in the picture. */
export function thumbnailTime(scenes: readonly FilmScene[], looks: readonly Look[], burned: readonly FilmCue[]): number {
  const spans = scenes.map(({ firstFrame, timing }) => {
    return { start: firstFrame / timing.fps, end: (firstFrame + timing.frames) / timing.fps }
  })
  const contrast = spans.map(({ start, end }) => {
    const within = looks.filter((look) => look.time >= start - 1e-3 && look.time < end - 1e-3 && !look.black)
    return Math.max(0, ...within.map((look) => look.contrast))
  })
  const best = spans[contrast.indexOf(Math.max(...contrast))]!
  const filmEnd = spans.at(-1)!.end
  const start = Math.max(best.start, Math.min(FADES_SECONDS, filmEnd / 2))
  const end = Math.min(best.end, Math.max(filmEnd - FADES_SECONDS, filmEnd / 2))
  return freeOfCaptions(start, Math.max(start, end), 1 / scenes[0]!.timing.fps, burned)
}

/** Writes the film's frame at `time` as a JPEG, in the colours that JPEG readers expect. */
export async function writeThumbnail(film: string, time: number, path: string): Promise<void> {
  const colours = 'scale=in_color_matrix=bt709:out_color_matrix=bt601:out_range=full,format=yuvj420p'
  const quality = ['-c:v', 'mjpeg', '-q:v', '3', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-map_metadata', '-1']
  const one = ['-map', '0:v:0', '-frames:v', '1', '-vf', colours, '-update', '1', '-f', 'image2']
  await runFfmpeg(['-ss', time.toFixed(6), '-i', film, ...one, ...quality, path])
}

/** The middle, or the moment nearest to it at which no caption stands. */
function freeOfCaptions(start: number, end: number, step: number, burned: readonly FilmCue[]): number {
  const middle = (start + end) / 2
  for (let away = 0; away <= end - middle; away += step) {
    for (const time of [middle - away, middle + away]) if (!burned.some((cue) => stands(cue, time))) return time
  }
  return middle
}

function stands(cue: FilmCue, time: number): boolean {
  return time > cue.start / 1000 - CAPTION_MARGIN_SECONDS && time < cue.end / 1000 + CAPTION_MARGIN_SECONDS
}
