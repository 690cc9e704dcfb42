/** Hears when tasks become ready, and when running ones were taken from their workers. */
import type { Pipeline } from '@reelyard/pipeline'
import type { Logger, LongRunner } from '@reelyard/runtime'

export interface Ear extends LongRunner {
  /** Whether it has heard something since it was last asked, its own proof at least, or is not to listen. */
  comesOn(): boolean
  /** Listens on another connection. */
  relisten(): Promise<void>
}

export interface EarOptions {
  pipeline: Pick<Pipeline, 'listenForReady'>
  /** Off: only the poll finds work. */
  listen: boolean
  /** There may be work: of this step, or, at each (re)connect, of any. */
  wake(step?: string): void
  /** An attempt was taken from its worker, whoever that is. */
  onTaken?(task: { taskId: string; attempt: number }): void
  logger: Logger
}

type Subscription = Awaited<ReturnType<Pipeline['listenForReady']>>

/**
 * Calls `wake` for each step that becomes ready, on a connection of its own that reconnects by itself. Its start waits for
 * the first try to connect, well or not. After a stop it never listens again.
 */
export function createEar({ pipeline, listen, wake, onTaken, logger }: EarOptions): Ear {
  let subscription: Subscription | undefined
  let lastHeard: number | undefined
  let stopped = false

  async function open(): Promise<void> {
    if (!listen || stopped) return
    const onListening = () => {
      logger.debug('listening')
      wake()
    }
    const opened = await pipeline.listenForReady(wake, onListening, onTaken)
    if (stopped) await opened.close()
    else subscription = opened
  }

  const close = async () => subscription?.close()
  return {
    start: open,
    stop: async () => {
      stopped = true
      await close()
    },
    comesOn: () => {
      const heard = subscription?.lastHeard()
      const comesOn = !listen || heard !== lastHeard
      lastHeard = heard
      return comesOn
    },
    relisten: async () => {
      await close()
      if (!stopped) await open()
    },
  }
}
