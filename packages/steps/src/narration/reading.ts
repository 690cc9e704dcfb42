/**
 * Words that the voice has no sounds for (another script, an emoji) are read instead of heard: they get silence of
 * their own, as long as reading them takes, so that their caption stays long enough.
 */
import type { Rest } from './english.ts'

const secondsPerWord = 0.3
const charactersPerSecond = 15
/** Words that stand alone between two sentences make a caption of their own. */
const shortestSentence = 1
/** Readers of a long passage are faster than word by word, but no faster than this many characters a second. */
const longPassage = 20
const fastReading = 9

const letters = /[\p{L}\p{N}]/u
const pictures = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u
const weights: Record<Rest, number> = { none: 0, comma: 1, clause: 2, sentence: 3 }

/** What the voice and the reader are to do with each word. */
export interface ReadingPlan {
  /** Seconds of silence for each word: 0 for what is spoken, and for punctuation, which goes with its neighbour. */
  readings: number[]
  /** The rest after each spoken word, with what unspoken ones behind it ask for; `none` after those themselves. */
  rests: Rest[]
}

/** Plans words of which `spoken` tells whether the voice says them; `rests` are what their punctuation asks for. */
export function planReading(words: readonly string[], spoken: readonly boolean[], rests: readonly Rest[]): ReadingPlan {
  const readings = words.map((word, index) => (spoken[index] ? 0 : readingSeconds(word)))
  const moved: Rest[] = rests.map((rest, index) => (spoken[index] ? rest : 'none'))
  for (let from = 0, to = 0; from < words.length; from = to + 1) {
    for (to = from; to < words.length && !spoken[to]; to++);
    if (to === from) continue
    fitRun(words, readings, rests, from, to)
    if (from === 0) continue
    // Before something that is to be read the voice pauses as before a comma.
    const least: Rest = readings.slice(from, to).some((reading) => reading > 0) ? 'comma' : 'none'
    moved[from - 1] = strongestRest([least, ...rests.slice(from - 1, to)])
  }
  return { readings, rests: moved }
}

/** Makes a run of unspoken words, `to` exclusive, long enough where it stands alone, and not too long. */
function fitRun(words: readonly string[], readings: number[], rests: readonly Rest[], from: number, to: number): void {
  const run = words.slice(from, to)
  const seconds = readings.slice(from, to).reduce((sum, reading) => sum + reading, 0)
  if (seconds === 0) return
  const alone = (from === 0 || rests[from - 1] === 'sentence') && (to === words.length || rests[to - 1] === 'sentence')
  const least = alone && run.some((word) => letters.test(word)) ? shortestSentence : 0
  const most = Math.max(longPassage, lengthOf(run.join('')) / fastReading)
  const factor = Math.min(most, Math.max(least, seconds)) / seconds
  for (let index = from; index < to; index++) readings[index]! *= factor
}

/** The longest of the rests. */
export function strongestRest(rests: readonly Rest[]): Rest {
  return rests.reduce((strongest, rest) => (weights[rest] > weights[strongest] ? rest : strongest), 'none')
}

function readingSeconds(word: string): number {
  if (!letters.test(word) && !pictures.test(word)) return 0
  return Math.max(secondsPerWord, lengthOf(word) / charactersPerSecond)
}

/** Characters without the marks on them. */
function lengthOf(text: string): number {
  return Array.from(text.replaceAll(/[\p{M}\u200d]/gu, '')).length
}
