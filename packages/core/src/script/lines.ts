/** Cutting a script's output into lines without ever holding more than one of them. */

/** The longest line that is kept, in UTF-16 units. */
export const MAX_LINE = 65_536

/** One line without its end. */
export interface Line {
  text: string
  /** False where it was too long, or the script ended in the midst of it. */
  whole: boolean
}

/**
 * Turns chunks into lines. Ends of line are LF, CR or both; empty lines are dropped; what is not UTF-8 becomes U+FFFD.
 * Of a line longer than `limit` the rest is thrown away.
 */
export class LineCutter {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  private readonly limit: number
  private kept = ''
  private cut = false

  constructor(limit: number) {
    this.limit = limit
  }

  push(chunk: Uint8Array): Line[] {
    return this.add(this.decoder.decode(chunk, { stream: true }))
  }

  /** The end of the output: gives the line that was begun, if any. */
  end(): Line[] {
    const lines = this.add(this.decoder.decode())
    this.cut = true
    return [...lines, ...this.take()]
  }

  private add(text: string): Line[] {
    const pieces = text.split(/[\r\n]/)
    const begun = pieces.pop() ?? ''
    const lines = pieces.flatMap((piece) => {
      this.keep(piece)
      return this.take()
    })
    this.keep(begun)
    return lines
  }

  private keep(piece: string): void {
    const room = this.limit - this.kept.length
    if (piece.length > room) this.cut = true
    this.kept += piece.slice(0, room)
  }

  private take(): Line[] {
    const line = { text: this.kept, whole: !this.cut }
    this.kept = ''
    this.cut = false
    return line.text === '' ? [] : [line]
  }
}
