/** A line of text in colours that is cut to a width before it is painted. */
import { styleText } from 'node:util'

/** Colours of a terminal. */
export type Paint = 'bold' | 'dim' | 'green' | 'cyan' | 'red' | 'yellow'

/** A piece of a line in one colour. */
export interface Part {
  text: string
  paint?: Paint | undefined
}

/** Characters that take two columns of a terminal. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u

/** Characters that take none. */
const NARROW = /[\p{M}\p{Cf}]/u

/** Columns that a text takes in a terminal. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + columnsOf(character), 0)
}

/** Puts the parts together, `columns` wide at most. */
export function paintLine(parts: readonly Part[], columns: number, color: boolean): string {
  let left = columns
  return parts
    .map(({ text, paint }) => {
      const kept = cut(text, left)
      left -= widthOf(kept)
      return color && paint && kept !== '' ? styleText(paint, kept, { validateStream: false }) : kept
    })
    .join('')
    .trimEnd()
}

function cut(text: string, columns: number): string {
  let left = columns
  let kept = ''
  for (const character of text) {
    left -= columnsOf(character)
    if (left < 0) break
    kept += character
  }
  return kept
}

function columnsOf(character: string): number {
  if (NARROW.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}
