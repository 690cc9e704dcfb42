/** Sends beats at their times, one at a time. */
export interface Beating {
  /** Sends one now, or as soon as the one under way has ended. Resolves when it has ended, well or not. */
  now(): Promise<void>
  /** Sends no more. Resolves when none is under way. */
  stop(): Promise<void>
}

/** Begins at once, in `beatMs` steps; after a beat that rejected, in `retryMs` steps. `beat` must come to an end by itself. */
export function startBeating(
  beat: () => Promise<void>,
  { beatMs, retryMs }: { beatMs: number; retryMs: number },
): Beating {
  let underWay: Promise<void> | null = null
  let next: NodeJS.Timeout | undefined
  let stopped = false

  function send(): Promise<void> {
    clearTimeout(next)
    return (underWay ??= beat()
      .then(
        () => beatMs,
        () => retryMs,
      )
      .then((waitMs) => {
        underWay = null
        if (!stopped) next = setTimeout(() => void send(), waitMs)
      }))
  }

  void send()
  return {
    now: async () => {
      await underWay
      if (!stopped) await send()
    },
    stop: async () => {
      stopped = true
      clearTimeout(next)
      await underWay
    },
  }
}
