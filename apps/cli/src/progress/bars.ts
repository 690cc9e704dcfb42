/** The progress of a video as lines of text. Pure: what is shown is a function of what is known. */
import { STEP_NAMES } from '@reelyard/core'
import { printable } from '../terminal.ts'
import { clock } from './clock.ts'
import { paintLine, widthOf, type Paint, type Part } from './painted-line.ts'
import { stepProgress, type StepProgress, type WatchedVideo } from './step-progress.ts'

/** What the terminal can show. */
export interface BarStyle {
  /** Of the terminal; each line leaves the last one free. */
  columns: number
  color: boolean
  unicode: boolean
}

/** When a picture of the progress is drawn. */
export interface Moment {
  /** Milliseconds, as in Date.now. */
  now: number
  elapsedSeconds: number
}

const NAME_WIDTH = Math.max(...STEP_NAMES.map((name) => name.length)) + 2
const COUNT_WIDTH = 8
const TIME_WIDTH = 7
const BAR = { widest: 24, narrowest: 6 }

/** All but bar, troubles and workers. */
const FIXED_WIDTH = 2 + NAME_WIDTH + 1 + COUNT_WIDTH + TIME_WIDTH

/** Columns that are kept for the names of the workers before the bar grows beyond its narrowest. */
const WORKERS_WIDTH = 20

/** A heading and a bar a step: done and total, time, who is at work. Narrow terminals lose workers first, then bars. */
export function renderBars(video: WatchedVideo, moment: Moment, style: BarStyle): string[] {
  const columns = Math.max(1, style.columns - 1)
  const lines = [heading(video, moment), ...stepProgress(video, moment.now).map((row) => stepLine(row, columns, style))]
  return lines.map((parts) => paintLine(parts, columns, style.color))
}

function heading(video: WatchedVideo, { elapsedSeconds }: Moment): Part[] {
  const share = `${Math.floor(video.progress * 100)} %`
  return [
    { text: `${share.padStart(5)}  ${clock(elapsedSeconds)}  `, paint: 'dim' },
    { text: printable(video.title), paint: 'bold' },
  ]
}

function stepLine(row: StepProgress, columns: number, style: BarStyle): Part[] {
  const paint = paintOf(row)
  const bar = barWidth(columns)
  const trouble = troubles(row)
  const count = `${row.done}/${row.total ?? '?'}`
  return [
    { text: `  ${row.step.padEnd(NAME_WIDTH)}`, paint: row.running > 0 ? 'bold' : undefined },
    ...(bar === 0 ? [] : [...barParts(row, bar, paint, style.unicode), { text: ' ' }]),
    { text: count.padStart(COUNT_WIDTH), paint },
    { text: (row.seconds === null ? '' : clock(row.seconds)).padStart(TIME_WIDTH), paint: 'dim' },
    { text: `  ${trouble}`, paint: row.failed > 0 ? 'red' : 'yellow' },
    { text: namesThatFit(row.workers, columns - FIXED_WIDTH - bar - 2 - trouble.length), paint: 'dim' },
  ]
}

function barWidth(columns: number): number {
  const room = columns - FIXED_WIDTH
  if (room < BAR.narrowest) return 0
  return Math.min(BAR.widest, Math.max(BAR.narrowest, room - WORKERS_WIDTH))
}

function barParts(row: StepProgress, width: number, paint: Paint | undefined, unicode: boolean): Part[] {
  const total = row.total ?? 0
  const full = total === 0 ? 0 : Math.floor((row.done / total) * width)
  const begun = total === 0 ? 0 : Math.min(width - full, Math.ceil((row.running / total) * width))
  const [done, running, waiting] = unicode ? ['█', '▒', '░'] : ['#', '=', '.']
  return [
    { text: done.repeat(full), paint },
    { text: running.repeat(begun), paint },
    { text: waiting.repeat(width - full - begun), paint: 'dim' },
  ]
}

function paintOf(row: StepProgress): Paint | undefined {
  if (row.failed > 0) return 'red'
  if (row.done === row.total) return 'green'
  return row.running > 0 ? 'cyan' : undefined
}

/** Half a name is worse than none. */
function namesThatFit(names: readonly string[], columns: number): string {
  let text = ''
  for (const name of names) {
    const longer = text === '' ? printable(name) : `${text} ${printable(name)}`
    if (widthOf(longer) > columns) break
    text = longer
  }
  return text
}

function troubles(row: StepProgress): string {
  const words = [
    ...(row.failed > 0 ? [`${row.failed} failed`] : []),
    ...(row.retrying > 0 ? [`${row.retrying} to be tried again`] : []),
  ]
  return words.length === 0 ? '' : `${words.join(', ')}  `
}
