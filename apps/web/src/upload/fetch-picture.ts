/** Fetches a picture from a URL that somebody gave. */
import { baseMediaType } from '@reelyard/core'
import { guardedFetch, isUnsafe, OutboundError } from '@reelyard/outbound'
import { Problem } from '../problem/problem.ts'
import type { Outbound } from '../webhooks/send.ts'
import { tooLarge, UPLOAD_LIMIT, withReceived } from './receive.ts'

const TIMEOUT_MS = 30_000

/** Hands the file, and the type that it was declared to be, to `take`. Throws Problem. */
export async function withFetched<Result>(
  url: string,
  outbound: Outbound,
  take: (path: string, declared: string) => Promise<Result>,
): Promise<Result> {
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: UPLOAD_LIMIT }
  try {
    return await guardedFetch(url, { ...outbound, ...limits }, ({ status, headers, body }) => {
      if (status !== 200) throw notThere(`It answered with the status ${status}.`)
      return withReceived(body, (path) => take(path, baseMediaType(headers['content-type'] ?? '')))
    })
  } catch (error) {
    throw problemOfFetch(error)
  }
}

function problemOfFetch(error: unknown): unknown {
  const fault = error instanceof Problem && error.cause instanceof OutboundError ? error.cause : error
  if (!(fault instanceof OutboundError)) return error
  if (fault.code === 'too_large') return tooLarge()
  const { message } = fault
  return isUnsafe(fault) ? new Problem('unsafe_url', { detail: message, errors: [at(message)] }) : notThere(message)
}

function notThere(message: string): Problem {
  const detail = `The picture could not be fetched. ${message}`
  return new Problem('invalid_upload', { detail, errors: [at(detail)] })
}

function at(message: string) {
  return { pointer: '/url', code: 'malformed', message }
}
