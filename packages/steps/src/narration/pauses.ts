/** Rests between words and sentences: a voice that reads a film needs longer ones than a voice that reads a list. */
import type { Span } from './align.ts'
import type { Rest } from './english.ts'
import { strongestRest, type ReadingPlan } from './reading.ts'
import type { Sound } from '../sound/wave.ts'

/** Seconds of rest that listeners expect. */
const wanted: Record<Rest, number> = { none: 0, comma: 0.2, clause: 0.32, sentence: 0.5 }
/** A voice may pause for a breath without punctuation: no longer than this. */
const longestBreath = 0.12
/** Between words that are read and the voice that comes after them. */
const beforeVoice = 0.25
const fadeSeconds = 0.006
/** Kept of the silence around the whole, so that no consonant is cut. */
const margin = 0.03

/**
 * The sound with its rests and its reading times set, without the silence before and after, and the words' spans in it.
 * A word that is neither spoken nor read gets an empty span where the word before it ends.
 */
export function setRests(
  sound: Sound,
  spans: readonly Span[],
  { rests, readings }: ReadingPlan,
): { samples: Float32Array; spans: Span[] } {
  const spoken = spans.flatMap((span, index) => (isSpoken(span) ? [index] : []))
  if (spoken.length === 0) return { samples: sound.samples, spans: [...spans] }
  const track = new Track(spans[spoken[0]!]!.start)
  track.read(readings.slice(0, spoken[0]), 0, beforeVoice)
  spoken.forEach((index, k) => {
    const span = spans[index]!
    track.speak(span)
    const next = spoken[k + 1] ?? spans.length
    const unspoken = readings.slice(index + 1, next)
    // A word that has sounds and found no room for them keeps its rest.
    const rest = strongestRest(rests.slice(index, next))
    const pause = next < spans.length ? spans[next]!.start - span.end : undefined
    if (pause === undefined) track.read(unspoken, Math.max(wanted[rest], wanted.comma), 0)
    else track.pause(pause, rightPause(pause, rest), unspoken)
  })
  return track.finish(sound)
}

function isSpoken({ start, end }: Span): boolean {
  return end > start
}

function rightPause(pause: number, rest: Rest): number {
  if (pause < 0.02 && rest !== 'sentence') return pause
  if (rest === 'none') return Math.min(pause, longestBreath)
  return rest === 'comma'
    ? Math.max(0.16, Math.min(pause, 0.3))
    : Math.max(wanted[rest], Math.min(pause, wanted[rest] + 0.1))
}

interface Piece {
  /** Seconds in the sound as it came. */
  from: number
  to: number
  silenceAfter: number
}

/** The speech as it is put together: pieces of the sound as it came, silence between them. */
class Track {
  readonly #pieces: Piece[] = []
  readonly #spans: Span[] = []
  /** Seconds in the sound as it came from which the next piece goes on. */
  #from: number
  /** From there to seconds in the speech. */
  #shift: number
  /** Where the last spoken word ends in the sound as it came. */
  #spoken: number

  constructor(firstWord: number) {
    this.#from = Math.max(0, firstWord - margin)
    this.#shift = -this.#from
    this.#spoken = this.#from
  }

  /** A word where the voice says it. */
  speak({ start, end }: Span): void {
    this.#spans.push({ start: start + this.#shift, end: end + this.#shift })
    this.#spoken = end
  }

  /** The pause that follows the last word, made as long as is right, words that are read in its middle. */
  pause(pause: number, right: number, readings: readonly number[]): void {
    const seconds = sum(readings)
    const reading = this.#spoken + this.#shift + (seconds > 0 ? right / 2 : 0)
    const extra = right + seconds - pause
    if (Math.abs(extra) >= 0.02) {
      const middle = this.#spoken + pause * 0.6
      this.#cut(extra < 0 ? middle + extra : middle, Math.max(0, extra))
      this.#from = middle
      this.#shift += extra
    }
    this.#lay(readings, reading)
  }

  /** Words that are read before or after all that is spoken, silence before and after them. */
  read(readings: readonly number[], before: number, after: number): void {
    const seconds = sum(readings)
    const end = this.#spans.length === 0 ? this.#from : this.#spoken + margin
    const start = this.#spans.length === 0 ? 0 : this.#spoken + this.#shift
    if (seconds > 0) {
      this.#cut(end, before + seconds + after)
      this.#from = end
      this.#shift += before + seconds + after
    }
    this.#lay(readings, start + (seconds > 0 ? before : 0))
    this.#spoken = end
  }

  finish(sound: Sound): { samples: Float32Array; spans: Span[] } {
    this.#cut(Math.min(sound.samples.length / sound.sampleRate, this.#spoken), 0)
    return { samples: join(sound, this.#pieces), spans: this.#spans }
  }

  #cut(to: number, silenceAfter: number): void {
    this.#pieces.push({ from: this.#from, to, silenceAfter })
  }

  #lay(readings: readonly number[], start: number): void {
    let at = start
    for (const seconds of readings) this.#spans.push({ start: at, end: (at += seconds) })
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Pieces end to end, each faded in and out so that no cut clicks. */
function join(sound: Sound, pieces: readonly Piece[]): Float32Array {
  const at = (seconds: number) => Math.round(seconds * sound.sampleRate)
  const length = pieces.reduce((total, { from, to, silenceAfter }) => total + at(to) - at(from) + at(silenceAfter), 0)
  const joined = new Float32Array(length)
  const fade = at(fadeSeconds)
  let write = 0
  for (const { from, to, silenceAfter } of pieces) {
    const part = sound.samples.slice(at(from), at(to))
    for (let i = 0; i < Math.min(fade, part.length / 2); i++) {
      part[i]! *= i / fade
      part[part.length - 1 - i]! *= i / fade
    }
    joined.set(part, write)
    write += part.length + at(silenceAfter)
  }
  return joined
}
