/** A video has no state machine of its own: its status is a function of its tasks, stored for listing. */
import { FIRST_STEP, LAST_STEP } from './steps.ts'
import { GOOD_ENDS, type TaskState } from './states.ts'
import { plannedTasks, type StateCount } from './plan.ts'

/** Every status; `statusOf` says which one a video has. */
export const VIDEO_STATUSES = ['pending', 'processing', 'awaiting_review', 'completed', 'failed', 'cancelled'] as const

/** One of VIDEO_STATUSES. */
export type VideoStatus = (typeof VIDEO_STATUSES)[number]

type Counts = readonly Pick<StateCount, 'step' | 'state' | 'cancelled' | 'count'>[]

/**
 * A failure outweighs a wait for a person, since it also waits for one. A video is complete when the last step has ended well
 * and nothing is being made again; it is pending while there is nothing but a storyboard that waits.
 */
export function statusOf(counts: Counts): VideoStatus {
  const some = (match: (row: Counts[number]) => boolean) => counts.some((row) => row.count > 0 && match(row))
  if (some((row) => row.step === LAST_STEP) && !some((row) => !isGoodEnd(row.state))) return 'completed'
  if (some((row) => row.cancelled)) return 'cancelled'
  if (some((row) => row.state === 'failed')) return 'failed'
  if (some((row) => row.state === 'awaiting_review' || row.state === 'rejected')) return 'awaiting_review'
  if (some((row) => row.state !== 'pending' || row.step !== FIRST_STEP)) return 'processing'
  return 'pending'
}

/** Share of the plan that has ended well, 0 to 1. A video whose scenes are not known yet stands at 0. */
export function progressOf(counts: Counts, scenes: number): number {
  if (scenes === 0) return 0
  const done = counts.filter((row) => isGoodEnd(row.state)).reduce((sum, row) => sum + row.count, 0)
  return done / plannedTasks(scenes)
}

function isGoodEnd(state: TaskState): boolean {
  return GOOD_ENDS.some((good) => good === state)
}
