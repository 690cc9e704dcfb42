import { setTimeout as wait } from 'node:timers/promises'
import { createBell, type Bell } from './bell.ts'
import { isPassing } from './errors.ts'
import type { Video } from './resources.ts'

/** How `waitForEnd` looks and how long it bears with an API that is away. Times in milliseconds. */
export interface WaitOptions {
  /** Called with each new look at the video, the last one included. */
  onUpdate?: (video: Video) => void
  /** Time between two looks. Default: 1,000. */
  intervalMs?: number
  /** Looks only when something has happened, which a stream of events tells, and every 5 s in case it does not. */
  live?: boolean
  /** How long the API may be away, counted from its last answer. Default: 60,000. */
  patienceMs?: number
  /** Ends the wait, with the signal's reason. */
  signal?: AbortSignal
}

/** What is looked at. */
export interface Subject {
  look: () => Promise<Video>
  /** What happens to it, until `signal` ends it. */
  events: (signal: AbortSignal) => AsyncIterable<unknown>
}

/** Statuses that a video stays in unless a person does something. */
const ENDED: readonly Video['status'][] = ['completed', 'failed', 'cancelled']

const BACKSTOP_MS = 5_000

/**
 * Looks at a video until it has ended, well or not; `status` of what it returns tells. Outlasts a restart of the API.
 * Throws ProblemError, UnreachableError after `patienceMs`, or what `signal` was aborted with.
 */
export async function waitForEnd({ look, events }: Subject, options: WaitOptions): Promise<Video> {
  const bell = options.live ? createBell(events, options.signal) : null
  try {
    return await lookUntilEnd(look, bell, options)
  } finally {
    bell?.stop()
  }
}

async function lookUntilEnd(look: Subject['look'], bell: Bell | null, options: WaitOptions): Promise<Video> {
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
    if (video) await bell?.rung(BACKSTOP_MS)
  }
}
