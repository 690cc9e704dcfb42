/** Word times for a voice that tells none: by each word's weight, pinned to the pauses that are heard. */
import type { Sound } from '../sound/wave.ts'
import type { Rest } from './english.ts'
import type { Span } from './align.ts'

const frameSeconds = 0.01
/** A frame is silent when it is this far (a factor of amplitude) under the loudest one. */
const silentBelow = 0.02
/** A stop consonant makes a silence, too, but none as long as this. */
const shortestPause = 0.09

/** A span for each word; words of weight 0 get an empty span where the last word ended. */
export function phraseSpans(sound: Sound, weights: readonly number[], rests: readonly Rest[]): Span[] {
  const { heard, pauses } = listen(sound)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return weights.map(() => ({ start: heard.start, end: heard.start }))
  const breaks = phraseBreaks(weights, rests)
  const silence = pauses.reduce((sum, { start, end }) => sum + end - start, 0)
  const speech = heard.end - heard.start - silence
  const expected = breaks.map((index, k) => {
    const spoken = weights.slice(0, index + 1).reduce((sum, weight) => sum + weight, 0) / total
    return heard.start + spoken * speech + (silence * (k + 0.5)) / Math.max(1, breaks.length)
  })
  return layWords(weights, breaks, matchPauses(expected, pauses), heard)
}

/** Indexes of the words after which a pause is asked for, the last word not among them. */
function phraseBreaks(weights: readonly number[], rests: readonly Rest[]): number[] {
  const lastSpoken = weights.findLastIndex((weight) => weight > 0)
  return rests.flatMap((rest, index) => (rest !== 'none' && index < lastSpoken && weights[index]! > 0 ? [index] : []))
}

/** For each break the pause that is most likely its own, in order; undefined where none is left. */
function matchPauses(expected: readonly number[], pauses: readonly Span[]): (Span | undefined)[] {
  const missing = 1
  const table = expected.map(() => new Float64Array(pauses.length + 1))
  const cost = (i: number, j: number) => (i < 0 ? 0 : table[i]![j]!)
  const distance = (i: number, j: number) => {
    const { start, end } = pauses[j - 1]!
    return Math.abs((start + end) / 2 - expected[i]!) - Math.min(0.5, end - start)
  }
  expected.forEach((_, i) => {
    for (let j = 0; j <= pauses.length; j++) {
      const skipBreak = cost(i - 1, j) + missing
      const skipPause = j > 0 ? cost(i, j - 1) : Infinity
      const both = j > 0 ? cost(i - 1, j - 1) + distance(i, j) : Infinity
      table[i]![j] = Math.min(skipBreak, skipPause, both)
    }
  })
  const matched: (Span | undefined)[] = expected.map(() => undefined)
  for (let i = expected.length - 1, j = pauses.length; i >= 0;) {
    if (j > 0 && cost(i, j) === cost(i, j - 1)) j--
    else if (j > 0 && cost(i, j) === cost(i - 1, j - 1) + distance(i, j)) matched[i--] = pauses[--j]
    else i--
  }
  return matched
}

function layWords(
  weights: readonly number[],
  breaks: readonly number[],
  pauses: readonly (Span | undefined)[],
  heard: Span,
): Span[] {
  const spans: Span[] = []
  let start = heard.start
  const pinned = breaks.flatMap((index, k) => (pauses[k] ? [{ index, pause: pauses[k] }] : []))
  for (const { index, pause } of [
    ...pinned,
    { index: weights.length - 1, pause: { start: heard.end, end: heard.end } },
  ]) {
    const phrase = weights.slice(spans.length, index + 1)
    const total = phrase.reduce((sum, weight) => sum + weight, 0)
    let at = start
    for (const weight of phrase) {
      const end = at + (total === 0 ? 0 : ((pause.start - start) * weight) / total)
      spans.push({ start: at, end })
      at = end
    }
    start = pause.end
  }
  return spans
}

/** Where the voice is heard, first sound to last, and the pauses within. */
function listen({ samples, sampleRate }: Sound): { heard: Span; pauses: Span[] } {
  const size = Math.round(frameSeconds * sampleRate)
  const levels: number[] = []
  for (let from = 0; from < samples.length; from += size) {
    let level = 0
    for (let i = from; i < Math.min(from + size, samples.length); i++) level = Math.max(level, Math.abs(samples[i]!))
    levels.push(level)
  }
  const border = levels.reduce((most, level) => Math.max(most, level), 0) * silentBelow
  const loud = levels.flatMap((level, frame) => (level > border ? [frame] : []))
  const seconds = (frame: number) => (frame * size) / sampleRate
  const pauses: Span[] = []
  loud.forEach((frame, k) => {
    const next = loud[k + 1] ?? frame
    if (seconds(next - frame - 1) >= shortestPause) pauses.push({ start: seconds(frame + 1), end: seconds(next) })
  })
  return { heard: { start: seconds(loud[0] ?? 0), end: seconds((loud.at(-1) ?? -1) + 1) }, pauses }
}
