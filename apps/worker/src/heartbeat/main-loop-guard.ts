/** Finds out from beside it that the main thread's event loop stands still. */
export interface MainLoopGuard {
  stop(): void
}

/**
 * Calls back once, when the main thread has not raised its counter for so many ticks. Ticks are counted, not time: while the
 * whole process is paused (SIGSTOP, a machine that sleeps) there are none.
 */
export function guardMainLoop(
  pulse: SharedArrayBuffer,
  { tickMs, stuckTicks }: { tickMs: number; stuckTicks: number },
  onStuck: () => void,
): MainLoopGuard {
  const counter = new Int32Array(pulse)
  let last = Atomics.load(counter, 0)
  let silent = 0
  const timer = setInterval(() => {
    const now = Atomics.load(counter, 0)
    silent = now === last ? silent + 1 : 0
    last = now
    if (silent < stuckTicks) return
    clearInterval(timer)
    onStuck()
  }, tickMs)
  return { stop: () => clearInterval(timer) }
}
