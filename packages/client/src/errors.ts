import type { ProblemDocument } from './resources.ts'

/** The API answered with a problem. `code` is the problem's; `message` names every fault. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly code: string
  readonly problem: ProblemDocument
  /** What the API asks to wait before the next try; null where it does not say. */
  readonly retryAfterSeconds: number | null

  constructor(problem: ProblemDocument, retryAfterSeconds: number | null = null) {
    super(sentences(problem))
    this.status = problem.status
    this.code = problem.code
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Nobody answered, or something that is not the API: a proxy, a page. Trying again may help. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  readonly code = 'unreachable'
}

/** A download ended before its end, or its content is not what the API said. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError'
  readonly code = 'download_broken'
}

/** Whether the same request may do better later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof UnreachableError) return true
  return error instanceof ProblemError && (error.status === 503 || error.status === 429 || isInFlight(error))
}

function isInFlight({ code }: ProblemError): boolean {
  return code === 'idempotency_in_flight'
}

function sentences({ title, detail, errors }: ProblemDocument): string {
  const faults = errors.map(({ pointer, message }) => `\n  ${pointer === '' ? '' : `${pointer}: `}${message}`)
  return `${title}. ${faults.length > 0 ? '' : detail}${faults.join('')}`.trim()
}
