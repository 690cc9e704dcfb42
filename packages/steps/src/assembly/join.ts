/** Puts clips and sound into one film without touching a frame. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runFfmpeg } from '../ffmpeg.ts'
import type { FilmScene } from './scenes.ts'

/** What becomes one film. Paths are absolute. */
export interface JoinOptions {
  scenes: readonly FilmScene[]
  /** AAC in an m4a. */
  sound: string
  title: string
  fps: number
  /** For the lists that ffmpeg reads. */
  folder: string
  film: string
}

/** Units of the film's clock in a frame; one of the usual choices, so that each frame's time is whole. */
const TICKS = 512

/** Joins by stream copy, in one pass, index first. The title goes in as data. */
export async function joinFilm({ scenes, sound, title, fps, folder, film }: JoinOptions): Promise<void> {
  const list = join(folder, 'clips.ffconcat')
  const tags = join(folder, 'tags.ffmeta')
  await writeFile(list, clipList(scenes, fps))
  await writeFile(tags, titleTag(title))
  await runFfmpeg([
    ...['-f', 'concat', '-safe', '0', '-i', list, '-i', sound, '-f', 'ffmetadata', '-i', tags],
    ...['-map', '0:v:0', '-map', '1:a:0', '-map_metadata', '2', '-map_chapters', '-1', '-c', 'copy'],
    ...['-video_track_timescale', String(TICKS * fps), '-fflags', '+bitexact', '-movflags', '+faststart', film],
  ])
}

/** Durations are stated, from cumulative frames in microseconds: a clip's own rounded one would add up. */
function clipList(scenes: readonly FilmScene[], fps: number): string {
  const micros = (frame: number) => Math.round((frame * 1e6) / fps)
  const entries = scenes.map(({ clip, firstFrame, timing }) => {
    const duration = (micros(firstFrame + timing.frames) - micros(firstFrame)) / 1e6
    return `file '${clip.replaceAll("'", String.raw`'\''`)}'\nduration ${duration.toFixed(6)}\n`
  })
  return `ffconcat version 1.0\n${entries.join('')}`
}

/** A title in ffmpeg's metadata file: what has a meaning there is escaped, control characters are blanks. */
function titleTag(title: string): string {
  const plain = title.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
  return `;FFMETADATA1\ntitle=${plain.replaceAll(/[=;#\\]/g, String.raw`\$&`)}\n`
}
