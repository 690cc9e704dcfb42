/** Reads a body as JSON, and nothing else: what two readers could understand in two ways is refused. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Fault } from '@reelyard/core'
import { Problem } from '../problem/problem.ts'
import { ambiguousFields } from './ambiguous-fields.ts'

/** Takes application/json in UTF-8 and no other type. */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity') {
      throw new Problem('unsupported_media_type', { detail: 'Send the body without a Content-Encoding.' })
    }
    // Some routes need no body: those that do say so themselves.
    return body.length === 0 ? undefined : readJson(body)
  })
}

/** Throws Problem. */
export function readJson(body: Buffer): unknown {
  if (body.length === 0) throw emptyBody()
  assertFewParts(body)
  const text = decode(body)
  const value = parse(text)
  const faults = ambiguousFields(text)
  if (faults.length > 0) {
    throw new Problem('malformed_json', {
      detail: 'The body names fields twice, or fields that are forbidden.',
      errors: faults,
    })
  }
  return value
}

/** The problem of a request without a body. */
export function emptyBody(): Problem {
  return new Problem('empty_body', { detail: 'Send JSON as the body.' })
}

/** What opens or parts values. */
const [COMMA, LIST, OBJECT] = Buffer.from(',[{')

/**
 * Several times what 500 orders of 200 scenes have, the commas of their texts among them. A body of nothing else would take a
 * gigabyte, and seconds in which nothing else is done.
 */
const PARTS_MOST = 2_000_000

function assertFewParts(body: Buffer): void {
  if (body.length <= PARTS_MOST) return
  let parts = 0
  for (const byte of body) if (byte === COMMA || byte === LIST || byte === OBJECT) parts += 1
  if (parts <= PARTS_MOST) return
  const detail = `A body may have ${PARTS_MOST.toLocaleString('en-US')} commas and brackets that open.`
  throw new Problem('body_too_large', { detail })
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (error) {
    throw malformed('It is not UTF-8.', error)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw malformed(`${error instanceof Error ? error.message : String(error)}.`, error)
  }
}

function malformed(message: string, cause: unknown): Problem {
  const fault: Fault = { pointer: '', code: 'malformed', message }
  return new Problem('malformed_json', { detail: message, errors: [fault], cause })
}
