/**
 * Those who follow the logs of running attempts: all of one process are served by one query twice a second, however many
 * there are.
 */
import type { AttemptLog } from '@reelyard/pipeline'
import type { PipelineCalls } from '../app.ts'

/** Between two looks. */
const LOOK_MS = 500

/** Told of each look that found something. `ended`: nothing more will come. */
type OnNews = (news: { lines: readonly string[]; skipped: number; ended: boolean }) => void

interface Follower {
  taskId: string
  attempt: number
  /** Lines that it has been told of. */
  seen: number
  onNews: OnNews
}

/** All followers of a process. */
export interface Followers {
  /** Calls back until the attempt has ended, or what it returns is called. `seen`: lines that the caller has already. */
  follow(attempt: { taskId: string; attempt: number; seen: number }, onNews: OnNews): () => void
  count(): number
  /** Tells all that nothing more will come from here. */
  stop(): void
}

/** Looks only while there is somebody who follows. `onFault` hears of looks that failed; the next one may not. */
export function createFollowers(
  pipeline: Pick<PipelineCalls, 'attemptLogs'>,
  onFault: (error: unknown) => void,
): Followers {
  const followers = new Set<Follower>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function rest(): void {
    clearTimeout(timer)
    timer = followers.size > 0 && !stopped ? setTimeout(() => void look(), LOOK_MS) : undefined
  }

  async function look(): Promise<void> {
    const asked = [...followers]
    try {
      const found = new Map((await pipeline.attemptLogs(asked)).map((log) => [nameOf(log), log]))
      for (const follower of asked) if (followers.has(follower)) tell(follower, found.get(nameOf(follower)))
    } catch (error) {
      onFault(error)
    }
    rest()
  }

  /** No row: its video has been deleted. */
  function tell(follower: Follower, log: AttemptLog | undefined): void {
    const fresh = (log?.logLines ?? 0) - follower.seen
    const ended = log?.ended ?? true
    if (ended) followers.delete(follower)
    const lines = fresh > 0 ? (log?.log ?? []).slice(-fresh) : []
    if (fresh > 0 && log) follower.seen = log.logLines
    if (lines.length > 0 || ended) follower.onNews({ lines, skipped: Math.max(0, fresh - lines.length), ended })
  }

  return {
    follow: (attempt, onNews) => {
      const follower = { ...attempt, onNews }
      followers.add(follower)
      if (stopped) onNews({ lines: [], skipped: 0, ended: true })
      else if (timer === undefined) rest()
      return () => void followers.delete(follower)
    },
    count: () => followers.size,
    stop: () => {
      stopped = true
      clearTimeout(timer)
      for (const follower of followers) follower.onNews({ lines: [], skipped: 0, ended: true })
      followers.clear()
    },
  }
}

function nameOf({ taskId, attempt }: { taskId: string; attempt: number }): string {
  return `${taskId}/${attempt}`
}
