/** Rows in columns, some of them in colour, for people. */
import { styleText } from 'node:util'
import { widthOf, type Paint } from './progress/painted-line.ts'
import { columnsOf, fitted, visible } from './shown.ts'
import { hasColor, say, type Terminal } from './terminal.ts'

/** Text, or text in a colour. What it holds cannot steer the terminal. */
export type Cell = string | { text: string; paint: Paint | undefined }

/** Writes a table with a heading. The last column is cut where the terminal ends; the others never are. */
export function sayTable({ out, env }: Terminal, heading: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const color = hasColor(out, env)
  const all: Cell[][] = [heading.map((text) => ({ text, paint: 'dim' as const })), ...rows.map((row) => [...row])]
  const widths = heading.map((_, column) => Math.max(...all.map((row) => widthOf(textOf(row[column])))))
  const last = heading.length - 1
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + GAP.length, 0)
  const room = Math.max(columnsOf(out) - before, LEAST_ROOM)
  for (const row of all) {
    const cells = row.map((cell, column) => {
      const text = textOf(cell)
      const shown = column === last ? fitted(text, room, env) : `${text}${' '.repeat(widths[column]! - widthOf(text))}`
      return paint(shown, typeof cell === 'string' ? undefined : cell.paint, color)
    })
    say(out, cells.join(GAP).trimEnd())
  }
}

const GAP = '  '
const LEAST_ROOM = 12

function textOf(cell: Cell | undefined): string {
  return visible(typeof cell === 'object' ? cell.text : (cell ?? ''))
}

function paint(text: string, format: Paint | undefined, color: boolean): string {
  return color && format && text !== '' ? styleText(format, text, { validateStream: false }) : text
}

const PAINTS: Record<string, Paint> = {
  completed: 'green',
  approved: 'green',
  delivered: 'green',
  alive: 'green',
  ready: 'green',
  processing: 'cyan',
  claimed: 'cyan',
  awaiting_review: 'yellow',
  retry: 'yellow',
  draining: 'yellow',
  paused: 'yellow',
  failed: 'red',
  rejected: 'red',
  cancelled: 'red',
  stuck: 'red',
  deaf: 'red',
  dead: 'red',
}

/** A status or a state in its colour. */
export function stateCell(state: string): Cell {
  return { text: state, paint: PAINTS[state] }
}

/** Names and values under each other; values that are null are left out. */
export function fieldLines(fields: Record<string, string | number | boolean | null | undefined>): string[] {
  const known = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  const width = Math.max(0, ...known.map(([name]) => name.length))
  return known.map(([name, value]) => `  ${name.padEnd(width)}  ${String(value)}`)
}

/** `2 min`, `3 h`: how long ago, roughly. */
export function agoOf(iso: string | null, now = Date.now()): string {
  if (iso === null) return '-'
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1_000))
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`
}
