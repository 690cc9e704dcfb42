import { setTimeout as wait } from 'node:timers/promises'
import { ProblemError, UnreachableError } from './errors.ts'
import type { Video } from './resources.ts'

/** How `waitForEnd` looks and how long it bears with an API that is away. Times in milliseconds. */
export interface WaitOptions {
  /** Called with each new look at the video, the last one included. */
  onUpdate?: (video: Video) => void
  /** Time between two looks. Default: 1,000. */
  intervalMs?: number
  /** How long the API may be away, counted from its last answer. Default: 60,000. */
  patienceMs?: number
  /** Ends the wait, with the signal's reason. */
  signal?: AbortSignal
}

/** Statuses that a video stays in unless a person does something. */
const ENDED: readonly Video['status'][] = ['completed', 'failed', 'cancelled']

/**
 * Looks at a video until it has ended, well or not; `status` of what it returns tells. Outlasts a restart of the API.
 * Throws ProblemError, UnreachableError after `patienceMs`, or what `signal` was aborted with.
 */
export async function waitForEnd(look: () => Promise<Video>, options: WaitOptions): Promise<Video> {
  const { onUpdate, intervalMs = 1_000, patienceMs = 60_000, signal } = options
  let lastAnswer = performance.now()
  for (;;) {
    signal?.throwIfAborted()
    const video = await look().catch((error: unknown) => {
      if (!isPassing(error) || performance.now() - lastAnswer > patienceMs) throw error
      return null
    })
    if (video) {
      lastAnswer = performance.now()
      onUpdate?.(video)
      if (ENDED.includes(video.status)) return video
    }
    await wait(intervalMs, undefined, signal ? { signal } : {}).catch(() => {})
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ProblemError && error.status === 503)
}
