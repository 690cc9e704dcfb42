import type { Fault, StepName } from '@reelyard/core'
import { isRetryable, PROBLEMS, type ProblemCode } from './table.ts'

/** Content-Type of every answer that is no success. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

interface ProblemDetails {
  /** What went wrong this time, for people. */
  detail: string
  /** One entry a fault. */
  errors?: readonly Fault[]
  headers?: Record<string, string>
  /** What it is about, where that is part of a video. */
  about?: About
  cause?: unknown
}

/** The part of a video that a problem is about. */
export interface About {
  taskId?: string
  step?: StepName
  /** From 1. */
  scene?: number | null
}

/** RFC 9457, with a stable `code` and a list of faults. */
export interface ProblemDocument extends About {
  type: string
  title: string
  status: number
  code: ProblemCode
  detail: string
  /** Whether the same request may succeed later, with nothing changed by its sender. */
  retryable: boolean
  errors: readonly Fault[]
}

/** Thrown anywhere under a route: the answer to the request. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly errors: readonly Fault[]
  readonly headers: Record<string, string>
  readonly about: About

  constructor(code: ProblemCode, { detail, errors = [], headers = {}, about = {}, cause }: ProblemDetails) {
    super(detail, { cause })
    this.code = code
    this.errors = errors
    this.headers = headers
    this.about = about
  }

  get status(): number {
    return PROBLEMS[this.code].status
  }

  toDocument(): ProblemDocument {
    const { status, title } = PROBLEMS[this.code]
    return {
      ...this.about,
      type: `urn:reelyard:problem:${this.code}`,
      title,
      status,
      code: this.code,
      detail: this.message,
      retryable: isRetryable(this.code),
      errors: this.errors,
    }
  }
}
