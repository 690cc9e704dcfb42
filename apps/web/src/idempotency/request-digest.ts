/** What tells one request from another: its method, its URL, and its body to the byte. */
import { createHash, type Hash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import type { FastifyRequest } from 'fastify'

const bodies = new WeakMap<FastifyRequest, Hash>()

/** The same body, read along while somebody reads it. For a preParsing hook. */
export function readAlong(request: FastifyRequest, payload: Readable): Readable {
  const hash = createHash('sha256')
  bodies.set(request, hash)
  const along = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  payload.on('error', (error) => along.destroy(error))
  return payload.pipe(along)
}

/**
 * SHA-256 in hexadecimal, once the body has been read. A body that the handler itself will read, as of an upload, is told
 * by its type and length alone.
 */
export function digestOf(request: FastifyRequest): string {
  const { method, raw, headers, body } = request
  const content =
    body instanceof Readable
      ? `${headers['content-type'] ?? ''} ${headers['content-length'] ?? ''}`
      : (bodies.get(request)?.copy().digest('hex') ?? '')
  return createHash('sha256').update(`${method} ${raw.url}\n${content}`).digest('hex')
}
