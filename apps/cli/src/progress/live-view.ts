/** Shows progress: redrawn in place on a terminal, else plain lines where something has changed. */
import { stripVTControlCharacters } from 'node:util'
import { hasColor, hasUnicode, isInteractive, say, type Screen, type Terminal } from '../terminal.ts'
import { renderBars, type BarStyle } from './bars.ts'
import { renderChanges } from './changes.ts'
import { widthOf } from './painted-line.ts'
import type { WatchedVideo } from './step-progress.ts'

/** Shows how far a video is. */
export interface LiveView {
  update(video: WatchedVideo): void
  /** Says something that happened meanwhile. */
  note(line: string): void
  /** Leaves what was drawn last where it is; nothing is drawn after it. */
  end(): void
}

const REDRAW_MS = 500
const DEFAULT_COLUMNS = 80

/** Lines of the bars; a lower terminal gets plain lines, since what has scrolled away cannot be redrawn. */
const LINES = 9

/** Bars where the screen is a terminal with room for them, else a line a change. */
export function createLiveView(screen: Screen, env: Terminal['env']): LiveView {
  const start = Date.now()
  const moment = () => ({ now: Date.now(), elapsedSeconds: (Date.now() - start) / 1_000 })
  const redraws = isInteractive(screen, env) && (screen.rows ?? 24) > LINES
  return redraws ? bars(screen, env, moment) : changes(screen, moment)
}

type Clock = () => { now: number; elapsedSeconds: number }

function changes(screen: Screen, moment: Clock): LiveView {
  let before: WatchedVideo | null = null
  return {
    update: (video) => {
      for (const line of renderChanges(before, video, moment())) say(screen, line)
      before = video
    },
    note: (line) => say(screen, line),
    end: () => {},
  }
}

function bars(screen: Screen, env: Terminal['env'], moment: Clock): LiveView {
  let latest: WatchedVideo | null = null
  let drawn: string[] = []
  const wipe = (columns: number) => {
    const up = rowsOf(drawn, columns)
    drawn = []
    return `${up > 0 ? `\u001B[${up}A` : ''}\r\u001B[J`
  }
  const draw = (note?: string) => {
    if (!latest) return
    const style: BarStyle = {
      columns: screen.columns || DEFAULT_COLUMNS,
      color: hasColor(screen, env),
      unicode: hasUnicode(env, process.platform),
    }
    const lines = renderBars(latest, moment(), style)
    const news = note === undefined ? '' : `${note}\n`
    screen.write(`${wipe(style.columns)}${news}${lines.join('\n')}\n`)
    drawn = lines
  }
  const timer = setInterval(() => draw(), REDRAW_MS)
  return {
    update: (video) => {
      latest = video
      draw()
    },
    note: (line) => (latest ? draw(line) : say(screen, line)),
    end: () => {
      clearInterval(timer)
      draw()
      latest = null
    },
  }
}

/** Rows that lines take by now: a terminal that became narrower has wrapped them. */
function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce((sum, line) => {
    return sum + Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / columns))
  }, 0)
}
