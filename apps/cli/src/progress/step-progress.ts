/** How far each step of a video is: counted from its tasks. */
import { GOOD_ENDS, HELD, STEP_NAMES, STEPS, type StepName, type TaskState } from '@reelyard/core'

/** What is read of a video. */
export interface WatchedVideo {
  title: string
  status: string
  /** 0 to 1. */
  progress: number
  /** 0 until the storyboard is made. */
  sceneCount: number
  tasks: readonly WatchedTask[]
}

/** As much of a task as the progress needs. */
export interface WatchedTask {
  step: StepName
  scene: number | null
  state: TaskState
  attempt: number
  worker: string | null
  /** ISO 8601. */
  startedAt: string | null
  finishedAt: string | null
}

/** How far one step is. */
export interface StepProgress {
  step: StepName
  /** Null until the number of scenes is known. */
  total: number | null
  done: number
  running: number
  /** Waiting to be tried again. */
  retrying: number
  failed: number
  /** Those at work on it; once none is, those that did it. */
  workers: string[]
  /** From the first start to the last end, or to `now`; null before the first start. */
  seconds: number | null
}

/** One row a step, in the order of the plan. `now` is in milliseconds. */
export function stepProgress(video: WatchedVideo, now: number): StepProgress[] {
  return STEP_NAMES.map((step) => {
    const tasks = video.tasks.filter((task) => task.step === step)
    const inState = (states: readonly TaskState[]) => tasks.filter((task) => states.includes(task.state))
    const running = inState(HELD)
    const done = inState(GOOD_ENDS).length
    const total = totalOf(step, video.sceneCount)
    return {
      step,
      total,
      done,
      running: running.length,
      retrying: inState(['retry']).length,
      failed: inState(['failed']).length,
      workers: namesOf(running.length > 0 ? running : tasks),
      seconds: secondsOf(tasks, done === total ? null : now),
    }
  })
}

function totalOf(step: StepName, scenes: number): number | null {
  if (!STEPS[step].perScene) return 1
  return scenes === 0 ? null : scenes
}

function namesOf(tasks: readonly WatchedTask[]): string[] {
  const names = new Set(tasks.flatMap((task) => task.worker ?? []))
  return [...names].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

/** `now` stands for the end of what is not finished; null: all is. */
function secondsOf(tasks: readonly WatchedTask[], now: number | null): number | null {
  const starts = timesOf(tasks.map((task) => task.startedAt))
  if (starts.length === 0) return null
  const ends = timesOf(tasks.map((task) => task.finishedAt))
  const end = now ?? Math.max(...ends, ...starts)
  return Math.max(0, end - Math.min(...starts)) / 1_000
}

function timesOf(texts: readonly (string | null)[]): number[] {
  return texts.flatMap((text) => (text === null ? [] : Date.parse(text)))
}
