import type { ClaimedTask } from '@reelyard/pipeline'

/** A task that this worker holds, from claim to settle. */
export interface RunningTask {
  task: ClaimedTask
  /** Resolves when the task has been settled or given back. Never rejects. */
  done: Promise<void>
  /** Gives it back if its script has not started. */
  release(): void
  /** Ends its script; the task is given back. */
  interrupt(): void
  /** Ends its script; the task is somebody else's by now. */
  lose(): void
  /** Tries no longer to store how it ended: the process must end, and its lease runs out. */
  giveUp(): void
}
