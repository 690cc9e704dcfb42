/** No question takes longer than this. */
const ANSWER_TIMEOUT_MS = 30_000

/** The signal of a question: the caller's, and a limit of time. */
export function limited(signal?: AbortSignal): { signal: AbortSignal } {
  const limit = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
  return { signal: signal ? AbortSignal.any([signal, limit]) : limit }
}
