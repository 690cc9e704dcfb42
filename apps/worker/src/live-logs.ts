/** What running scripts log, stored while they run, for those who follow them: a statement a second for all of them. */
import type { LiveLog, Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'

/** Lines that are kept of an attempt. */
const TAIL_LINES = 200

/** Between two statements, at least … */
const FLUSH_MS = 1_000
/** … and longer after one of many characters, so that a flood of lines does not become a flood of writes. */
const CHARACTERS_A_MS = 200

/** An attempt of a task. */
type Held = Pick<LiveLog, 'taskId' | 'attempt'>

export interface LiveLogs extends Pick<LongRunner, 'stop'> {
  hear(task: Held, line: string): void
  /** The attempt has ended, and its log stands in its end. */
  leave(task: Held): void
}

interface Tail {
  lines: string[]
  count: number
  changed: boolean
}

/** Writes only while lines come. A write that fails is told, and nothing else: the end of the attempt has the log. */
export function createLiveLogs(pipeline: Pick<Pipeline, 'saveLiveLogs'>, logger: Logger): LiveLogs {
  const tails = new Map<string, Tail & Held>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function wake(afterMs: number): void {
    if (!stopped) timer ??= setTimeout(() => void flush(), afterMs)
  }

  async function flush(): Promise<void> {
    const changed = [...tails.values()].filter((tail) => tail.changed)
    const logs = changed.map(({ taskId, attempt, lines, count }) => {
      return { taskId, attempt, log: lines.slice(-TAIL_LINES), logLines: count }
    })
    for (const tail of changed) tail.changed = false
    try {
      if (logs.length > 0) await pipeline.saveLiveLogs(logs)
    } catch (error) {
      logger.debug({ error }, 'could not store what scripts log; their ends will have it')
    }
    timer = undefined
    if ([...tails.values()].some((tail) => tail.changed)) wake(Math.max(FLUSH_MS, charactersIn(logs) / CHARACTERS_A_MS))
  }

  return {
    hear: ({ taskId, attempt }, line) => {
      const name = `${taskId}/${attempt}`
      const tail = tails.get(name) ?? { taskId, attempt, lines: [], count: 0, changed: false }
      tails.set(name, tail)
      tail.lines.push(line)
      if (tail.lines.length >= 2 * TAIL_LINES) tail.lines.splice(0, TAIL_LINES)
      tail.count += 1
      tail.changed = true
      wake(FLUSH_MS)
    },
    leave: ({ taskId, attempt }) => void tails.delete(`${taskId}/${attempt}`),
    stop: async () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}

function charactersIn(logs: readonly Pick<LiveLog, 'log'>[]): number {
  return logs.reduce((sum, { log }) => log.reduce((inner, line) => inner + line.length, sum), 0)
}
