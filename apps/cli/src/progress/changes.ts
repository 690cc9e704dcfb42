/** The progress of a video as plain lines: one for each step that is not as it was. For logs and pipes. */
import { printable } from '../terminal.ts'
import { clock } from './clock.ts'
import { stepProgress, type StepProgress, type WatchedVideo } from './step-progress.ts'
import type { Moment } from './bars.ts'

/** Lines for what has changed since `before`; null: since nothing was known. */
export function renderChanges(before: WatchedVideo | null, video: WatchedVideo, moment: Moment): string[] {
  const old = before ? stepProgress(before, moment.now) : []
  return stepProgress(video, moment.now)
    .filter((row, index) => hasNews(old[index], row))
    .map((row) => changeLine(row, moment))
}

function hasNews(old: StepProgress | undefined, row: StepProgress): boolean {
  const was = old ?? { done: 0, failed: 0, retrying: 0 }
  return row.done !== was.done || row.failed !== was.failed || row.retrying > was.retrying
}

function changeLine(row: StepProgress, { elapsedSeconds }: Moment): string {
  const by = row.workers.length > 0 ? `  ${row.workers.map(printable).join(' ')}` : ''
  const failed = row.failed > 0 ? `, ${row.failed} failed` : ''
  const retrying = row.retrying > 0 ? `, ${row.retrying} to be tried again` : ''
  return `[${clock(elapsedSeconds)}] ${row.step} ${row.done}/${row.total ?? '?'}${failed}${retrying}${by}`
}
