/** Something that runs until it is stopped. Both calls are safe to repeat, and `stop` before `start`. */
export interface LongRunner {
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts runners in order and stops them in the reverse order. A start that fails stops what had started, and rejects with
 * what failed. Serves once: after a stop nothing starts any more, also where a stop comes in the middle of the start.
 * `stop` goes on where a runner fails to stop, and rejects with an AggregateError at its end.
 */
export function createLifecycle(runners: readonly LongRunner[]): LongRunner {
  const running: LongRunner[] = []
  let stopping: Promise<void> | null = null

  async function stopAll(): Promise<void> {
    const faults: unknown[] = []
    for (let runner = running.pop(); runner; runner = running.pop()) {
      await runner.stop().catch((error: unknown) => faults.push(error))
    }
    if (faults.length > 0) throw new AggregateError(faults, 'Not everything could be stopped in order.')
  }

  const stop = () => (stopping ??= stopAll())
  return {
    stop,
    start: async () => {
      if (running.length > 0) return
      for (const runner of runners) {
        if (stopping) return
        running.push(runner)
        try {
          await runner.start()
        } catch (error) {
          await stop().catch(() => {})
          throw error
        }
      }
    },
  }
}
