/** The film's subtitle files, SRT and WebVTT, from one list of cues. */
import { buildCues, sidecarLayout } from '../captions/cues.ts'
import type { FilmScene } from './scenes.ts'

/** One caption of the film. */
export interface FilmCue {
  /** Milliseconds from the film's first frame. */
  start: number
  end: number
  lines: string[]
}

const WORD_JOINER = '\u2060'
/** The first characters of what SubRip's players take for markup or for a line of times. */
const MARKUP = /<(?=[\p{L}/!])|\{(?=[\\\p{L}])|&(?=#?\w+;)|--(?=>)/gu

/** All captions of the film in order, none empty, none before the end of the one before. */
export function filmCues(scenes: readonly FilmScene[]): FilmCue[] {
  const cues: FilmCue[] = []
  for (const { timing, firstFrame } of scenes) {
    const sceneStart = firstFrame / timing.fps
    for (const cue of buildCues(timing, sidecarLayout())) {
      const lines = cue.lines.map(oneLine).filter((line) => line !== '')
      const start = Math.max(Math.round((sceneStart + cue.start) * 1000), cues.at(-1)?.end ?? 0)
      const end = Math.max(Math.round((sceneStart + cue.end) * 1000), start + 1)
      if (lines.length > 0) cues.push({ start, end, lines })
    }
  }
  return cues
}

/**
 * SubRip has no way to escape. What players would take for markup (`<i>`, `{\b1}`, `{y:i}`, `&lt;`, an arrow) gets a word
 * joiner, which has no width, behind its first character: it is shown as the text that it is. Players built on libass
 * hide what stands in braces nevertheless; they show it right from the VTT file.
 */
export function toSrt(cues: readonly FilmCue[]): string {
  const blocks = cues.map(({ start, end, lines }, index) => {
    const text = lines.map((line) => line.replaceAll(MARKUP, `$&${WORD_JOINER}`))
    return `${index + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${text.join('\n')}\n`
  })
  return blocks.join('\n')
}

/** WebVTT, with its three escapes; so no text can hold an arrow or a tag. */
export function toVtt(cues: readonly FilmCue[]): string {
  const blocks = cues.map(({ start, end, lines }) => {
    const text = lines.map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
    return `\n${clock(start, '.')} --> ${clock(end, '.')}\n${text.join('\n')}\n`
  })
  return `WEBVTT\n${blocks.join('')}`
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

function clock(milliseconds: number, separator: string): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0')
  const hours = part(milliseconds / 3_600_000, 2)
  const minutes = part((milliseconds / 60_000) % 60, 2)
  const seconds = part((milliseconds / 1000) % 60, 2)
  return `${hours}:${minutes}:${seconds}${separator}${part(milliseconds % 1000, 3)}`
}
