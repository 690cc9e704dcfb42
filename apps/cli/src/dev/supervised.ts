/** A process that is started anew when its source changes. One that ends by itself stays down until then. */
import type { Child } from '../processes/child.ts'

/** A process that is kept running. */
export interface Supervised {
  start(): Promise<void>
  /** Ends it in order, which for a worker is its drain, and starts it again. Calls that come meanwhile count as one. */
  restart(): Promise<void>
  /** Safe to repeat; nothing starts afterwards. */
  stop(): Promise<void>
}

/** `say` is told when it ends by itself. */
export function supervise(launch: () => Promise<Child> | Child, say: (line: string) => void): Supervised {
  let child: Child | null = null
  let stopped = false
  let turn: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | null = null

  async function replace(): Promise<void> {
    waiting = null
    const old = child
    child = null
    await old?.stop()
    if (stopped) return
    try {
      const fresh = await launch()
      child = fresh
      void fresh.exited.then((how) => child === fresh && !stopped && say(`${how}; waiting for a change of its source`))
    } catch (error) {
      if (!stopped) say(`${(error as Error).message}\nwaiting for a change of its source`)
    }
  }

  const restart = () => (waiting ??= turn = turn.then(replace))
  return {
    start: restart,
    restart,
    stop: async () => {
      stopped = true
      await turn
      await child?.stop()
    },
  }
}
