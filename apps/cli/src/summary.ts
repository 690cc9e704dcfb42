/** What is said when a video has come to its end: a table for people, a record for programs. */
import { fineClock } from './progress/clock.ts'
import { stepProgress, type WatchedTask, type WatchedVideo } from './progress/step-progress.ts'
import { printable } from './terminal.ts'

/** The last line of `--json`. */
export interface Summary {
  videoId: string
  status: string
  /** Absolute paths. */
  files: string[]
  /** From the order to the end. */
  seconds: number
  tasks: {
    step: string
    scene: number | null
    worker: string | null
    attempts: number
    startedAt: string | null
    finishedAt: string | null
  }[]
}

/** The record of a video. `seconds`: from the order to the end. */
export function summarise(video: WatchedVideo & { id: string }, files: readonly string[], seconds: number): Summary {
  return {
    videoId: video.id,
    status: video.status,
    files: [...files],
    seconds: Math.round(seconds * 1_000) / 1_000,
    tasks: video.tasks.map(({ step, scene, worker, attempt, startedAt, finishedAt }) => {
      return { step, scene, worker, attempts: attempt, startedAt, finishedAt }
    }),
  }
}

/** A row a step: tasks, time from the first start to the last end, workers. The last row is the whole video. */
export function renderTable(video: WatchedVideo, seconds: number): string[] {
  const rows = stepProgress(video, Date.now()).map((row) => {
    const time = row.seconds === null ? '-' : fineClock(row.seconds)
    return [row.step, `${row.done}/${row.total ?? '?'}`, time, row.workers.map(printable).join(' ')]
  })
  const all = ['all', String(video.tasks.length), fineClock(seconds), workersOf(video.tasks)]
  return layOut([['step', 'tasks', 'time', 'workers'], ...rows, all])
}

function workersOf(tasks: readonly WatchedTask[]): string {
  const count = new Set(tasks.flatMap((task) => task.worker ?? [])).size
  return `${count} ${count === 1 ? 'worker' : 'workers'}`
}

/** Names and workers to the left, figures to the right. */
function layOut(rows: readonly string[][]): string[] {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map(([step, tasks, time, workers]) =>
    `  ${step!.padEnd(widths[0]!)}  ${tasks!.padStart(widths[1]!)}  ${time!.padStart(widths[2]!)}  ${workers!}`.trimEnd(),
  )
}
