/** Cuts what a scene says into captions: which words stand together on the screen, from when to when. */
import type { SceneTiming } from '../timing.ts'
import { LineSetter } from './lines.ts'
import { cutIntoPieces } from './pieces.ts'
import type { Piece } from './pieces.ts'

/** One caption. Seconds count from the scene's first frame. */
export interface Cue {
  start: number
  end: number
  /** One or two, in logical order (right-to-left text is not turned around). */
  lines: string[]
}

/** How much fits into a caption. */
export interface CueLayout {
  /** The longest line, in the unit of `widthOf`. */
  maxWidth: number
  maxLines: 1 | 2
  /** Width of a piece of text: pixels, or columns. The width of two pieces together is the sum. */
  widthOf: (text: string) => number
}

/** A caption stays this long after its last word, where nothing follows. */
const LINGER = 0.6
const SHORTEST = 1
/** However close together words are timed, a caption stands at least so long where the scene has room for it. */
const LEAST = 0.7
const LONGEST = 6.5
/** A caption that ends amid a clause should have at least so many seconds of it. */
const FULL = 2.2
/** Frames between two captions, so that the eye sees the change. */
const GAP_FRAMES = 2
/** A pause shorter than this is not worth a blank screen. */
const BRIDGED = 0.8
/** Characters a second that people read with ease. */
const READING_SPEED = 17
/** A pause in the voice as long as this should end a caption. */
const PAUSE = 0.7

/** Characters that take two columns. */
const WIDE_SCRIPTS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const WIDE_SIGNS = /[\u3000-\u303f\uff01-\uff60\p{Emoji_Presentation}]/u

/** Columns: the layout of SRT and VTT files, two lines of 42 columns; wide (East Asian) characters count two. */
export function sidecarLayout(columns = 42): CueLayout {
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  const widthOf = (text: string): number => {
    let width = 0
    for (const { segment } of graphemes.segment(text))
      width += WIDE_SCRIPTS.test(segment) || WIDE_SIGNS.test(segment) ? 2 : 1
    return width
  }
  return { maxWidth: columns, maxLines: 2, widthOf }
}

/** The captions of a scene, in order, not overlapping, within the scene; each word of it in exactly one. */
export function buildCues(timing: SceneTiming, layout: CueLayout): Cue[] {
  const pieces = cutIntoPieces(timing, layout.maxWidth, layout.widthOf)
  return giveTimes(group(pieces, new LineSetter(pieces, layout)), timing)
}

interface Group {
  pieces: Piece[]
  lines: string[]
}

/** The cheapest way to cut all pieces into captions, found from the end. */
function group(pieces: Piece[], setter: LineSetter): Group[] {
  const best: { cost: number; to: number; lines: string[] }[] = []
  best[pieces.length] = { cost: 0, to: pieces.length, lines: [] }
  for (let from = pieces.length - 1; from >= 0; from--) {
    for (let to = from + 1; to <= pieces.length; to++) {
      const set = setter.set(from, to)
      if (!set) {
        if (to - from > 2 && setter.set(from, to - 1) === null) break
        continue
      }
      const cost = set.cost + groupCost(pieces.slice(from, to)) + (best[to]?.cost ?? 0)
      if (cost < (best[from]?.cost ?? Infinity)) best[from] = { cost, to, lines: set.lines }
    }
  }
  const groups: Group[] = []
  for (let from = 0; from < pieces.length;) {
    const { to, lines } = best[from] as { to: number; lines: string[] }
    groups.push({ pieces: pieces.slice(from, to), lines })
    from = to
  }
  return groups
}

/** How badly these pieces make one caption, its lines aside. */
function groupCost(pieces: Piece[]): number {
  const first = pieces[0] as Piece
  const last = pieces[pieces.length - 1] as Piece
  const seconds = last.end - first.start
  let cost = 1.2 + 1.5 * last.breakCost
  if (seconds < SHORTEST) cost += 3 * (SHORTEST - seconds)
  // Few words torn from what they belong to.
  if (last.breakCost > 1 && seconds < FULL) cost += 2 * (FULL - seconds)
  if (seconds > LONGEST) cost += 3 * (seconds - LONGEST)
  pieces.slice(1).forEach((piece, index) => {
    const before = pieces[index] as Piece
    if (before.breakCost === 0) cost += 1.6
    if (piece.start - before.end > PAUSE) cost += 3
  })
  return cost
}

/** When each caption comes and goes, on whole frames. */
function giveTimes(groups: Group[], { fps, frames }: SceneTiming): Cue[] {
  const frameOf = (seconds: number) => Math.round(seconds * fps)
  const fair = Math.max(1, Math.floor(frames / groups.length))
  const spacing = Math.min(Math.ceil(LEAST * fps) + GAP_FRAMES, fair)
  // A crowded scene has no frames to spare for blanks.
  const gap = Math.min(GAP_FRAMES, Math.floor(spacing / 4))
  const spoken = groups.map(({ pieces }) => frameOf((pieces[0] as Piece).start))
  const starts = spread(spoken, spacing, frames)
  return groups.map(({ pieces, lines }, index) => {
    const start = starts[index] ?? 0
    const next = starts[index + 1] ?? null
    const last = (pieces[pieces.length - 1] as Piece).end
    const letters = lines.join(' ').length
    const wanted = frameOf(Math.max(last + LINGER, start / fps + Math.max(SHORTEST, letters / READING_SPEED)))
    const end = next === null ? Math.max(start + 1, Math.min(wanted, frames)) : endBefore(next - gap, wanted, fps)
    return { start: start / fps, end: end / fps, lines }
  })
}

/** The frames moved as little as keeps each of them `spacing` from the next, and the last one from the scene's end. */
function spread(wanted: readonly number[], spacing: number, frames: number): number[] {
  const starts = [...wanted]
  starts.forEach((start, index) => {
    starts[index] = Math.max(start, index === 0 ? 0 : starts[index - 1]! + spacing)
  })
  for (let index = starts.length - 1; index >= 0; index--) {
    starts[index] = Math.min(starts[index]!, (starts[index + 1] ?? frames) - spacing)
  }
  return starts
}

/** As long as wanted, but not past `latest`, where the next caption is near; a short pause before it is bridged. */
function endBefore(latest: number, wanted: number, fps: number): number {
  return wanted >= latest || latest - wanted < BRIDGED * fps ? latest : wanted
}
