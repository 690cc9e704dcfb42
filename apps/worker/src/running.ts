import type { ClaimedTask } from '@reelyard/pipeline'

/** A task that this worker holds, from claim to settle. */
export interface RunningTask {
  task: ClaimedTask
  /** Resolves when the task has been settled or given back. Never rejects. */
  done: Promise<void>
  /** Ends its script; the task is given back. */
  interrupt(): void
  /** Ends its script; the task is somebody else's by now. */
  lose(): void
}
