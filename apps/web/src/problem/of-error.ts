/** What a client is told of an error that is not ours to word: the frame's, the driver's, a bug's. */
import { ArtifactCorruptError, ArtifactMissingError } from '@reelyard/artifacts'
import { BadCursorError, PreconditionFailedError, EncryptionOffError } from '@reelyard/pipeline'
import type { FastifyError } from 'fastify'
import { Problem } from './problem.ts'
import type { ProblemCode } from './table.ts'

/** Fastify's codes that deserve better than `bad_request`. */
const OF_FASTIFY: Record<string, { code: ProblemCode; detail: (bodyLimit: number) => string }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'body_too_large',
    detail: (bodyLimit) => `A body may have ${bodyLimit.toLocaleString('en-US')} bytes.`,
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'unsupported_media_type',
    detail: () => 'Send the body as application/json.',
  },
}

/** Codes of the driver and SQLSTATE classes that mean: Postgres is away, closing, starting or full. */
const DATABASE_AWAY =
  /^(ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|CONNECT|CONNECTION_|08|57P0|53300|3D000|28)/

/** Tells nothing of the inside of an error that it does not know. `bodyLimit` is the route's, in bytes. */
export function problemOf(error: unknown, bodyLimit: number): Problem {
  if (error instanceof Problem) return error
  if (error instanceof BadCursorError) return badCursor(error)
  if (error instanceof PreconditionFailedError) {
    return new Problem('precondition_failed', { detail: error.message, cause: error })
  }
  if (error instanceof EncryptionOffError) return new Problem('encryption_off', { detail: error.message })
  if (error instanceof ArtifactMissingError || error instanceof ArtifactCorruptError) {
    return new Problem('artifact_unavailable', { detail: 'Its file is missing or damaged.', cause: error })
  }
  return problemOfFrame(error, bodyLimit) ?? (isDatabaseAway(error) ? databaseAway(error) : internalError(error))
}

function badCursor(error: BadCursorError): Problem {
  const fault = { pointer: '/cursor', code: 'malformed', message: error.message }
  return new Problem('bad_cursor', { detail: error.message, errors: [fault], cause: error })
}

function problemOfFrame(error: unknown, bodyLimit: number): Problem | null {
  const { statusCode, code = '', message = '' } = Object(error) as Partial<FastifyError>
  const known = OF_FASTIFY[code]
  if (known) return new Problem(known.code, { detail: known.detail(bodyLimit), cause: error })
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return null
  return new Problem('bad_request', { detail: message, cause: error })
}

/** Whether an error, or one that it wraps, says that Postgres cannot be used for now. */
function isDatabaseAway(error: unknown): boolean {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string' && DATABASE_AWAY.test(each.code)) return true
  }
  return false
}

function databaseAway(cause: unknown): Problem {
  return new Problem('database_unavailable', {
    detail: 'Try again in a few seconds.',
    headers: { 'retry-after': '5' },
    cause,
  })
}

function internalError(cause: unknown): Problem {
  return new Problem('internal_error', { detail: 'It has been logged under the id of this request.', cause })
}
