/** Reads a body line by line, each line JSON under the same rules as a body of one (application/x-ndjson). */
import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem/problem.ts'
import { readJson } from './json-body.ts'

const LINE_END = 0x0a

/** `lines`: how many there may be; `lineBytes`: how long one may be; `bytes`: all together. */
export interface NdjsonLimits {
  lines: number
  lineBytes: number
  bytes: number
}

/** Takes application/x-ndjson on the routes of `app`: the body is the list of what its lines say. */
export function registerNdjsonBody(app: FastifyInstance, limits: NdjsonLimits): void {
  app.addContentTypeParser('application/x-ndjson', async (request: { headers: object }, payload: Readable) => {
    const { 'content-encoding': encoding = 'identity' } = request.headers as Record<string, string>
    if (encoding !== 'identity') {
      throw new Problem('unsupported_media_type', { detail: 'Send the body without a Content-Encoding.' })
    }
    return readLines(payload, limits)
  })
}

/** What the lines say, in their order; blank lines are passed over. Throws Problem. */
async function readLines(payload: Readable, { lines, lineBytes, bytes }: NdjsonLimits): Promise<unknown[]> {
  const values: unknown[] = []
  let rest: Buffer[] = []
  let restBytes = 0
  let all = 0
  const take = (piece: Buffer) => {
    restBytes += piece.length
    if (restBytes > lineBytes) throw tooLarge(`A line may have ${lineBytes.toLocaleString('en-US')} bytes.`)
    rest.push(piece)
  }
  const endLine = () => {
    const line = Buffer.concat(rest)
    ;[rest, restBytes] = [[], 0]
    if (line.toString('latin1').trim() === '') return
    if (values.length >= lines) throw tooLarge(`A body may have ${lines} lines.`)
    values.push(readLine(line, values.length))
  }
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    all += chunk.length
    if (all > bytes) throw tooLarge(`A body may have ${bytes.toLocaleString('en-US')} bytes.`)
    let from = 0
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, from)) {
      take(chunk.subarray(from, at))
      endLine()
      from = at + 1
    }
    take(chunk.subarray(from))
  }
  endLine()
  return values
}

function readLine(line: Buffer, index: number): unknown {
  try {
    return readJson(line)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const errors = error.errors.map(({ pointer, ...fault }) => ({ pointer: `/${index}${pointer}`, ...fault }))
    throw new Problem(error.code, { detail: `Line ${index + 1}: ${error.message}`, errors, cause: error.cause })
  }
}

function tooLarge(detail: string): Problem {
  return new Problem('body_too_large', { detail })
}
