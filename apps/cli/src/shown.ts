/** What scripts, providers and people said, as text that cannot steer a terminal. */
import { hasUnicode, say, type Screen, type Terminal } from './terminal.ts'

/** Controls, line separators, and the marks that turn the direction of writing and so hide what is said. */
const STEERING = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu

/** A line as it may be shown: tabs as blanks, whatever else could steer a terminal as its `\u` escape. */
export function visible(line: string): string {
  return line.replaceAll('\t', '  ').replaceAll(STEERING, escaped)
}

/** JSON, in lines if `indent` is given, in which strings cannot steer a terminal either. Reads back to the same value. */
export function shownJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent) ?? 'null'
  return text.replaceAll(STEERING, (character) => (character === '\n' ? character : escaped(character)))
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Writes lines that may hold what others said. */
export function sayLines(screen: Screen, lines: readonly string[]): void {
  for (const line of lines) say(screen, visible(line).trimEnd())
}

const NARROWEST = 40
const USUAL_COLUMNS = 80

/** Columns that a table may have. */
export function columnsOf({ columns }: Screen): number {
  return Math.max(columns ?? USUAL_COLUMNS, NARROWEST)
}

/** The beginning of a line, if all of it does not fit. */
export function fitted(line: string, columns: number, env: Terminal['env']): string {
  const more = hasUnicode(env, process.platform) ? '…' : '...'
  const characters = [...visible(line)]
  const used = (count: number) => characters.slice(0, count).reduce((sum, one) => sum + cellsOf(one), 0)
  if (used(characters.length) <= columns) return characters.join('')
  let count = characters.length
  while (used(count) > columns - more.length) count--
  return characters.slice(0, count).join('') + more
}

const WIDE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60]/u

/** Cells of a terminal that a character takes. */
function cellsOf(character: string): number {
  if (/\p{M}|\p{Cf}/u.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** `2026-11-21 23:11:54`, in UTC, from ISO 8601. */
export function shownTime(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ')
}

/** `12 letters`, `1 letter`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** A step, with its scene where it has one. */
export function shownStep({ step, scene }: { step: string; scene: number | null }): string {
  return scene === null ? step : `${step} ${scene}`
}
