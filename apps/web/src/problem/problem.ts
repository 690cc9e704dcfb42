import type { Fault } from '@reelyard/core'
import { PROBLEMS, type ProblemCode } from './table.ts'

/** Content-Type of every answer that is no success. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

interface ProblemDetails {
  /** What went wrong this time, for people. */
  detail: string
  /** One entry a fault. */
  errors?: readonly Fault[]
  headers?: Record<string, string>
  cause?: unknown
}

/** RFC 9457, with a stable `code` and a list of faults. */
export interface ProblemDocument {
  type: string
  title: string
  status: number
  code: ProblemCode
  detail: string
  errors: readonly Fault[]
}

/** Thrown anywhere under a route: the answer to the request. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly errors: readonly Fault[]
  readonly headers: Record<string, string>

  constructor(code: ProblemCode, { detail, errors = [], headers = {}, cause }: ProblemDetails) {
    super(detail, { cause })
    this.code = code
    this.errors = errors
    this.headers = headers
  }

  get status(): number {
    return PROBLEMS[this.code].status
  }

  toDocument(): ProblemDocument {
    const { status, title } = PROBLEMS[this.code]
    return {
      type: `urn:reelyard:problem:${this.code}`,
      title,
      status,
      code: this.code,
      detail: this.message,
      errors: this.errors,
    }
  }
}
