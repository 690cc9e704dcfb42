/** Cutting a script's output into lines without ever holding more than one of them. */

/** The longest line that is kept, in UTF-16 units. */
export const MAX_LINE = 65_536

const LF = 10
const CR = 13

/** One line without its end. */
export interface Line {
  text: string
  /** False where it was too long, or the script ended in the midst of it. */
  whole: boolean
}

/**
 * Turns chunks into lines. Ends of line are LF, CR or both; empty lines are dropped; what is not UTF-8 becomes U+FFFD.
 * Of a line longer than `limit` the rest is thrown away. What `push` and `end` give must be gone through to its end.
 */
export class LineCutter {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  private readonly limit: number
  private kept = ''
  private cut = false

  constructor(limit: number) {
    this.limit = limit
  }

  push(chunk: Uint8Array): Iterable<Line> {
    return this.cutAll(this.decoder.decode(chunk, { stream: true }))
  }

  /** The end of the output: gives the line that was begun, if any. */
  *end(): Iterable<Line> {
    yield* this.cutAll(this.decoder.decode())
    this.cut = true
    if (this.kept !== '') yield this.take()
  }

  /** One line at a time, since a chunk may be tens of thousands of them. */
  private *cutAll(text: string): Iterable<Line> {
    let start = 0
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      if (unit !== LF && unit !== CR) continue
      this.keep(text.slice(start, at))
      start = at + 1
      if (this.kept !== '') yield this.take()
    }
    this.keep(text.slice(start))
  }

  private keep(piece: string): void {
    const room = this.limit - this.kept.length
    if (piece.length > room) this.cut = true
    this.kept += piece.slice(0, room)
  }

  private take(): Line {
    const line = { text: this.kept, whole: !this.cut }
    this.kept = ''
    this.cut = false
    return line
  }
}
