/** Rests between words and sentences: a voice that reads a film needs longer ones than a voice that reads a list. */
import type { Rest } from './english.ts'
import type { Span } from './align.ts'
import type { Sound } from '../sound/wave.ts'

/** Seconds of rest that listeners expect. */
const wanted: Record<Rest, number> = { none: 0, comma: 0.2, clause: 0.32, sentence: 0.5 }
/** A voice may pause for a breath without punctuation: no longer than this. */
const longestBreath = 0.12
const fadeSeconds = 0.006
/** Kept of the silence around the whole, so that no consonant is cut. */
const margin = 0.03

/** The sound with its rests set, without the silence before and after, and the words' spans in it. */
export function setRests(
  sound: Sound,
  spans: readonly Span[],
  rests: readonly Rest[],
): { samples: Float32Array; spans: Span[] } {
  const duration = sound.samples.length / sound.sampleRate
  const spoken = spans.filter(({ start, end }) => end > start)
  const first = spoken[0]
  if (!first) return { samples: sound.samples, spans: [...spans] }
  const pieces: Piece[] = []
  let from = Math.max(0, first.start - margin)
  let shift = -from
  const shifted = spans.map((span, index) => {
    const moved = { start: Math.max(0, span.start + shift), end: Math.max(0, span.end + shift) }
    const next = spans.slice(index + 1).find(({ start, end }) => end > start)
    if (span.end <= span.start || !next) return moved
    const pause = next.start - span.end
    const extra =
      pause < 0.02 && rests[index] !== 'sentence' ? 0 : rightPause(pause, strongestRest(spans, rests, index)) - pause
    if (Math.abs(extra) < 0.02) return moved
    const middle = span.end + pause * 0.6
    pieces.push({ from, to: extra < 0 ? middle + extra : middle, silenceAfter: Math.max(0, extra) })
    from = middle
    shift += extra
    return moved
  })
  pieces.push({ from, to: Math.min(duration, spoken.at(-1)!.end + margin), silenceAfter: 0 })
  return { samples: join(sound, pieces), spans: shifted }
}

interface Piece extends Span0 {
  silenceAfter: number
}

/** Seconds in the sound as it came. */
interface Span0 {
  from: number
  to: number
}

/** Words that are not spoken (a lone dash) may carry the rest of the word before them. */
function strongestRest(spans: readonly Span[], rests: readonly Rest[], index: number): Rest {
  let strongest = rests[index]!
  for (let i = index + 1; i < spans.length && spans[i]!.end <= spans[i]!.start; i++) {
    if (wanted[rests[i]!] > wanted[strongest]) strongest = rests[i]!
  }
  return strongest
}

function rightPause(pause: number, rest: Rest): number {
  if (rest === 'none') return Math.min(pause, longestBreath)
  return rest === 'comma'
    ? Math.max(0.16, Math.min(pause, 0.3))
    : Math.max(wanted[rest], Math.min(pause, wanted[rest] + 0.1))
}

/** Pieces end to end, each faded in and out so that no cut clicks. */
function join(sound: Sound, pieces: readonly Piece[]): Float32Array {
  const at = (seconds: number) => Math.round(seconds * sound.sampleRate)
  const length = pieces.reduce((sum, { from, to, silenceAfter }) => sum + at(to) - at(from) + at(silenceAfter), 0)
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
    write += at(to) - at(from) + at(silenceAfter)
  }
  return joined
}
