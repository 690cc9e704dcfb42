/** Cuts timed words into the smallest pieces that a line may be broken between, by the rules of their scripts. */
import type { SceneTiming, TimedWord } from '../timing.ts'

/** What stands together on one line. */
export interface Piece {
  text: string
  /** What stands before it when it does not open a line: a space, nothing, or a stray sign such as ` – `. */
  before: string
  /** Seconds from the scene's first frame. */
  start: number
  end: number
  /** How bad a break after it is: 0 after a sentence, 1 after a clause, 3 within one, 4 after a word like `the`. */
  breakCost: number
}

/** Scripts that are written without spaces: words come from a dictionary. */
const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
const UNSPACED = new RegExp(`[${SCRIPTS.map((script) => `\\p{Script=${script}}`).join('')}]`, 'u')
/** Kinsoku: what must not open a line, and what must not close one. */
const NOT_FIRST =
  /^[\p{Pe}\p{Pf}、。，．：；？！・…‥〜～％,.:;?!%'"’”ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶฯๆ]/u
const NOT_LAST = /[\p{Ps}\p{Pi}¥$£＄￥]$/u
const SENTENCE_END = /[.!?…。．！？؟۔।॥]["'’”»)\]」』）》]*$/u
const CLAUSE_END = /[,;:–—،؛、，；：]["'’”»)\]」』）》]*$/u
const PICTURES_BEHIND =
  /(?<=\S)[\s\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Default_Ignorable_Code_Point}]+$/u
const LETTERS = /[\p{L}\p{N}]/gu
/** A word as short as this is often an article or a preposition, in many languages: it belongs to what follows. */
const SHORT_WORD = 3

/** The pieces of a scene's words, in order; none is wider than `maxWidth`, unless a single character is. */
export function cutIntoPieces(timing: SceneTiming, maxWidth: number, widthOf: (text: string) => number): Piece[] {
  const segments = new Intl.Segmenter(timing.language, { granularity: 'word' })
  const pieces: Piece[] = []
  let place = timing.words[0]?.from ?? 0
  for (const word of timing.words) {
    const before = timing.text.slice(place, word.from).replace(/\s+/gu, ' ')
    const parts = UNSPACED.test(word.text) ? [...segments.segment(word.text)].map((part) => part.segment) : [word.text]
    pieces.push(...timeParts(word, parts, before))
    place = Math.max(place, word.to)
  }
  return glue(pieces).flatMap((whole) => cutToWidth(whole, maxWidth, widthOf))
}

/** Shares a word's time among its parts by their length. */
function timeParts(word: TimedWord, parts: string[], before: string): Piece[] {
  const second = (word.end - word.start) / (word.text.length || 1)
  let at = 0
  return parts.map((text, index) => {
    const start = word.start + at * second
    at += text.length
    return piece(text, index === 0 ? before : '', start, word.start + at * second)
  })
}

function piece(text: string, before: string, start: number, end: number): Piece {
  return { text, before, start, end, breakCost: breakCost(text) }
}

function breakCost(written: string): number {
  // An emoji behind a sentence is part of it.
  const text = written.replace(PICTURES_BEHIND, '')
  if (SENTENCE_END.test(text)) return 0
  if (CLAUSE_END.test(text)) return 1
  if (UNSPACED.test(text)) return 3
  return (text.match(LETTERS)?.length ?? 0) <= SHORT_WORD ? 4 : 3
}

/** Joins what no line may break between. */
function glue(pieces: Piece[]): Piece[] {
  const glued: Piece[] = []
  for (const next of pieces) {
    const last = glued.at(-1)
    if (!last || mayBreak(last.text, next)) glued.push(next)
    else glued[glued.length - 1] = piece(last.text + next.before + next.text, last.before, last.start, next.end)
  }
  return glued
}

function mayBreak(last: string, next: Piece): boolean {
  if (NOT_FIRST.test(next.text) && UNSPACED.test(last)) return false
  if (next.before !== '') return /[\p{L}\p{N}]/u.test(next.text)
  if (NOT_FIRST.test(next.text) || NOT_LAST.test(last)) return false
  return UNSPACED.test(last.slice(-1)) || UNSPACED.test(next.text.slice(0, 1))
}

/** Breaks a piece that no line can hold, between characters as people count them. */
function cutToWidth(whole: Piece, maxWidth: number, widthOf: (text: string) => number): Piece[] {
  if (widthOf(whole.text) <= maxWidth) return [whole]
  const parts: string[] = []
  let width = Infinity
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(whole.text)) {
    const more = widthOf(segment)
    if (width + more > maxWidth) {
      parts.push('')
      width = 0
    }
    parts[parts.length - 1] += segment
    width += more
  }
  return timeParts({ ...whole, from: 0, to: 0 }, parts, whole.before)
}
