/** Sets the pieces of one caption on one or two lines. */
import type { CueLayout } from './cues.ts'
import type { Piece } from './pieces.ts'

/** A caption's lines, and how well they read: 0 is best. */
export interface SetLines {
  lines: string[]
  cost: number
}

/** What a second line costs, so that what fits stays on one. */
const SECOND_LINE = 0.5
/** What it costs when one line is empty beside the other. */
const IMBALANCE = 2.5

/** Widths of pieces, added up: one line's width is a subtraction. */
export class LineSetter {
  readonly #pieces: Piece[]
  readonly #layout: CueLayout
  /** Width of all pieces before each one, with what stands between them. */
  readonly #before: number[]
  /** Width of what stands before each piece when it does not open a line. */
  readonly #gaps: number[]

  constructor(pieces: Piece[], layout: CueLayout) {
    this.#pieces = pieces
    this.#layout = layout
    this.#gaps = pieces.map(({ before }) => layout.widthOf(before))
    let sum = 0
    this.#before = [0, ...pieces.map(({ text }, index) => (sum += layout.widthOf(text) + (this.#gaps[index] ?? 0)))]
  }

  /** The best lines for the pieces `from` to `to` (exclusive); null where they do not fit. */
  set(from: number, to: number): SetLines | null {
    const { maxWidth, maxLines } = this.#layout
    if (to - from === 1 || this.#width(from, to) <= maxWidth) return { lines: [this.#text(from, to)], cost: 0 }
    if (maxLines < 2 || this.#width(from, to) > 2 * maxWidth + this.#layout.widthOf('   ')) return null
    let best: { at: number; cost: number } | null = null
    for (let at = from + 1; at < to; at++) {
      const cost = this.#breakCost(from, at, to)
      if (cost < (best?.cost ?? Infinity)) best = { at, cost }
    }
    return best && { lines: [this.#text(from, best.at), this.#text(best.at, to)], cost: best.cost }
  }

  #breakCost(from: number, at: number, to: number): number {
    const upper = this.#width(from, at)
    const lower = this.#width(at, to)
    if (Math.max(upper, lower) > this.#layout.maxWidth) return Infinity
    const imbalance = Math.abs(upper - lower) / Math.max(upper, lower, 1)
    return SECOND_LINE + IMBALANCE * imbalance * imbalance + 0.4 * (this.#pieces[at - 1]?.breakCost ?? 0)
  }

  #width(from: number, to: number): number {
    return (this.#before[to] ?? 0) - (this.#before[from] ?? 0) - (this.#gaps[from] ?? 0)
  }

  #text(from: number, to: number): string {
    const pieces = this.#pieces.slice(from, to)
    // A sign that stands alone between words opens the line, a space does not.
    const texts = pieces.map(
      ({ text, before }, index) => (index === 0 && from > 0 ? before.trimStart() : before) + text,
    )
    return texts.join('').trim()
  }
}
