/** Measures a subtitle file against what is said: read back from the file, as a viewer gets it. */
import type { TimedWord } from '../timing.ts'

/** Shares from 0 to 1. */
export interface CaptionCoverage {
  /** Share of the spoken words that stand in the captions, in order. */
  words: number
  /** Share of the time of speech during which a caption stands. */
  speechTime: number
}

interface ShownCue {
  start: number
  end: number
  text: string
}

/** A word is looked for at most this far behind the last one that was found: so one lost word does not lose the rest. */
const LOOK_ON = 200

/** `words` are all words of the film, in seconds from its first frame. */
export function captionCoverage(vtt: string, words: readonly TimedWord[]): CaptionCoverage {
  const cues = readVtt(vtt)
  return { words: share(foundWords(cues, words), words.length), speechTime: coveredTime(cues, words) }
}

function foundWords(cues: readonly ShownCue[], words: readonly TimedWord[]): number {
  const shown = bare(cues.map((cue) => cue.text).join(''))
  let at = 0
  let found = 0
  for (const word of words) {
    const letters = bare(word.text)
    const place = shown.slice(at, at + LOOK_ON + letters.length).indexOf(letters)
    if (place < 0) continue
    at += place + letters.length
    found++
  }
  return found
}

function coveredTime(cues: readonly ShownCue[], words: readonly TimedWord[]): number {
  let spoken = 0
  let covered = 0
  let first = 0
  for (const word of words) {
    spoken += word.end - word.start
    while (first < cues.length && cues[first]!.end <= word.start) first++
    for (let i = first; i < cues.length && cues[i]!.start < word.end; i++) {
      covered += Math.min(cues[i]!.end, word.end) - Math.max(cues[i]!.start, word.start)
    }
  }
  return share(covered, spoken)
}

function readVtt(vtt: string): ShownCue[] {
  return vtt.split('\n\n').flatMap((block) => {
    const [times = '', ...lines] = block.trim().split('\n')
    const match = /^([\d:.]+) --> ([\d:.]+)$/.exec(times)
    if (!match) return []
    return [{ start: seconds(match[1]!), end: seconds(match[2]!), text: unescape(lines.join('')) }]
  })
}

function seconds(clock: string): number {
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** Without white space: where lines break is not what is measured. */
function bare(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, '')
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 10_000) / 10_000 : 1
}
