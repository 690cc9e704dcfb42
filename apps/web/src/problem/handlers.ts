/** Every answer that is no success leaves through here, as application/problem+json. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { loggable } from '../request-log.ts'
import { problemOf } from './of-error.ts'
import { Problem, PROBLEM_MEDIA_TYPE } from './problem.ts'
import type { ProblemCode } from './table.ts'

/** Turns what a route throws, and a path that no route has, into problems. */
export function registerProblemHandlers(app: FastifyInstance): void {
  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler((request, reply) => {
    const detail = `There is no route ${request.method} ${pathOf(request.url)}.`
    return sendProblem(new Problem('route_not_found', { detail }), request, reply)
  })
}

/** Answers with the problem that `error` is; logs what is our fault. */
function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.routeOptions.bodyLimit)
  if (problem.status >= 500) logFailure(request, problem)
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header('cache-control', 'no-store')
    .type(PROBLEM_MEDIA_TYPE)
    .serializer((value: unknown) => JSON.stringify(value))
    .send(problem.toDocument())
}

/** Answers a URL that no route can be looked for by. No hook has run: what all answers bear is said here. */
export function answerUnroutable(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff')
  return sendProblem(error, request, reply)
}

/** What we said ourselves, as while closing, has no cause and is no fault. */
function logFailure({ log }: FastifyRequest, { code, cause, message }: Problem): void {
  if (cause === undefined) log.info({ code, detail: message }, 'request refused')
  else log.error({ code, error: loggable(cause) }, 'request failed')
}

const OF_SOCKET: Record<string, { code: ProblemCode; detail: string }> = {
  HPE_HEADER_OVERFLOW: { code: 'headers_too_large', detail: 'The headers and the URL are larger than 16 KiB.' },
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'request_timeout', detail: 'The request did not arrive whole in time.' },
}

/** Answers what Node could not read as HTTP, and ends the connection. */
export function answerUnreadable(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { code, detail } = OF_SOCKET[error.code] ?? { code: 'bad_request' as const, detail: 'This is not HTTP.' }
  const problem = new Problem(code, { detail })
  const body = JSON.stringify(problem.toDocument())
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url
}
