/** Tells that something has happened, however often it has. */
export interface Bell {
  /** Resolves as soon as something has happened since it was asked last, or after so many milliseconds. */
  rung(withinMs: number): Promise<void>
  stop(): void
}

/** How long to wait where there is no stream that could ring. */
const DEAF_MS = 1_000

/** Rings for each event. Where there is no stream, it rings every second. */
export function createBell(events: (signal: AbortSignal) => AsyncIterable<unknown>, signal?: AbortSignal): Bell {
  const stopped = new AbortController()
  const either = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal
  let hasRung = false
  let isDeaf = false
  let onRing = () => {}
  const ring = () => {
    hasRung = true
    onRing()
  }
  void listen(events(either), ring).then(() => {
    isDeaf = true
    ring()
  })
  either.addEventListener('abort', ring)
  return {
    rung: async (withinMs) => {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, isDeaf ? DEAF_MS : withinMs)
          onRing = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      hasRung = false
    },
    stop: () => stopped.abort(),
  }
}

async function listen(events: AsyncIterable<unknown>, ring: () => void): Promise<void> {
  try {
    for await (const _ of events) ring()
  } catch {
    // It was stopped, or there is no stream: whoever waits has a time limit.
  }
}
