/** The film's thumbnail: a frame from the middle of the scene that shows the most contrast. */
import { runFfmpeg } from '../ffmpeg.ts'
import type { Look } from '../quality/picture-check.ts'
import { framesOf } from './scenes.ts'
import type { FilmScene } from './scenes.ts'
import type { FilmCue } from './subtitles.ts'

/** No nearer to the film's ends, which fade from and to black, where the film is long enough. */
const FADES_SECONDS = 1
/** Where captions are in the picture, a frame this far from any of them. */
const CAPTION_MARGIN_SECONDS = 0.04

/** The second to take the thumbnail from. `burned` are the captions that are in the picture. */
export function thumbnailTime(
  scenes: readonly FilmScene[],
  looks: readonly Look[],
  burned: readonly FilmCue[],
): number {
  const fps = scenes[0]!.timing.fps
  const isFree = (time: number) => !burned.some((cue) => stands(cue, time))
  const spans = scenes.map((scene) => spanOf(scene, fps)).sort((a, b) => contrastIn(b, looks) - contrastIn(a, looks))
  const best = withoutFades(spans[0]!, framesOf(scenes) / fps)
  for (const span of spans) {
    const { start, end } = withoutFades(span, framesOf(scenes) / fps)
    const time = keyFrameAround(start, end, looks, isFree) ?? nearestFree(start, end, 1 / fps, isFree)
    if (time !== undefined) return time
  }
  return (best.start + best.end) / 2
}

/** Writes the film's frame at `time` as a JPEG, in the colours that JPEG readers expect. */
export async function writeThumbnail(film: string, time: number, path: string): Promise<void> {
  const colours = 'scale=in_color_matrix=bt709:out_color_matrix=bt601:out_range=full,format=yuvj420p'
  const quality = ['-c:v', 'mjpeg', '-q:v', '3', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-map_metadata', '-1']
  const one = ['-map', '0:v:0', '-frames:v', '1', '-vf', colours, '-update', '1', '-f', 'image2']
  await runFfmpeg(['-ss', time.toFixed(6), '-i', film, ...one, ...quality, path])
}

/** A key frame of the middle half: decoded alone, and coded best. */
function keyFrameAround(
  start: number,
  end: number,
  looks: readonly Look[],
  isFree: (time: number) => boolean,
): number | undefined {
  const middle = (start + end) / 2
  const near = looks.filter(({ time, black }) => !black && Math.abs(time - middle) <= (end - start) / 4 && isFree(time))
  return near.sort((a, b) => Math.abs(a.time - middle) - Math.abs(b.time - middle))[0]?.time
}

/** The middle, or the moment nearest to it at which no caption stands. */
function nearestFree(start: number, end: number, step: number, isFree: (time: number) => boolean): number | undefined {
  const middle = (start + end) / 2
  for (let away = 0; away < end - middle || away === 0; away += step) {
    const time = [middle - away, middle + away].find(isFree)
    if (time !== undefined) return time
  }
  return undefined
}

interface Span {
  start: number
  end: number
}

function spanOf({ firstFrame, timing }: FilmScene, fps: number): Span {
  return { start: firstFrame / fps, end: (firstFrame + timing.frames) / fps }
}

function withoutFades({ start, end }: Span, filmEnd: number): Span {
  const from = Math.max(start, Math.min(FADES_SECONDS, filmEnd / 2))
  return { start: from, end: Math.max(from, Math.min(end, Math.max(filmEnd - FADES_SECONDS, filmEnd / 2))) }
}

/** Of the scene's key frames, the most. */
function contrastIn({ start, end }: Span, looks: readonly Look[]): number {
  const within = looks.filter(({ time, black }) => !black && time >= start - 1e-3 && time < end - 1e-3)
  return Math.max(0, ...within.map((look) => look.contrast))
}

function stands(cue: FilmCue, time: number): boolean {
  return time > cue.start / 1000 - CAPTION_MARGIN_SECONDS && time < cue.end / 1000 + CAPTION_MARGIN_SECONDS
}
