/** A process that is started again when it ends by itself, until it does so too often. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Child } from '../processes/child.ts'

/** How often and how fast. Times in milliseconds. */
export interface KeepAliveOptions {
  launch(): Promise<Child> | Child
  /** Told each end that was not asked for. */
  say(line: string): void
  /** Ends in a row that are too many. Default: 5. */
  most?: number
  /** Before the first start anew; doubles with each end in a row. Default: 1,000. */
  delayMs?: number
  /** Who has run for so long starts counting anew. Default: 60,000. */
  steadyMs?: number
}

/** A process that is kept running. */
export interface KeptAlive {
  /** Of the process that runs, or ran last. */
  readonly pid: number
  /** Rejects when it has ended too often in a row; stays open else. */
  readonly gaveUp: Promise<never>
  /** Safe to repeat; nothing starts afterwards. */
  stop(): Promise<void>
}

/** Rejects where the first start fails. */
export async function keepAlive(options: KeepAliveOptions): Promise<KeptAlive> {
  const { launch, say, most = 5, delayMs = 1_000, steadyMs = 60_000 } = options
  const stopped = new AbortController()
  let child = await launch()
  let start = performance.now()

  async function goOn(): Promise<void> {
    for (let ends = 1; ; ends++) {
      const how = await child.exited
      if (stopped.signal.aborted) return
      if (performance.now() - start > steadyMs) ends = 1
      if (ends >= most) throw new Error(`${how}, ${most} times in a row.`)
      say(`${how}; it is started again`)
      await restart(ends)
    }
  }

  async function restart(ends: number): Promise<void> {
    await delay(delayMs * 2 ** (ends - 1), undefined, { signal: stopped.signal }).catch(() => {})
    if (stopped.signal.aborted) return
    start = performance.now()
    try {
      const fresh = await launch()
      child = fresh
      if (stopped.signal.aborted) await fresh.stop()
    } catch (error) {
      // The ended child stays: it counts as one more end.
      say((error as Error).message)
    }
  }

  const going = goOn()
  const gaveUp = going.then(() => new Promise<never>(() => {}))
  gaveUp.catch(() => {})
  return {
    get pid() {
      return child.pid
    },
    gaveUp,
    stop: async () => {
      stopped.abort()
      await child.stop()
      await going.catch(() => {})
    },
  }
}
