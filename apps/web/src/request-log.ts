/** One log line a request: never bodies, headers or queries. */
import type { FastifyInstance } from 'fastify'

/** Probes come every few seconds and say little. */
const QUIET = ['/healthz', '/readyz']

/** Logs each request at its end, and answers with its id in X-Request-Id. Probes are logged as `debug`. */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? null
    const level = route !== null && QUIET.includes(route) ? 'debug' : 'info'
    request.log[level](
      {
        method: request.method,
        path: pathOf(request.url, route).slice(0, 200),
        route,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    )
  })
  app.addHook('onRequestAbort', async (request) => {
    request.log.info({ method: request.method, route: request.routeOptions.url }, 'the client went away')
  })
}

/** A review link is a credential, also where a slash too many or a prefix keeps it from its route. */
function pathOf(url: string, route: string | null): string {
  // However it is encoded, the route has been found.
  if (route?.includes('/:token')) return route.replace('/:token', '/…')
  return (url.split('?', 1)[0] ?? '').replaceAll(/(\/review-links|\/review)\/[^/]+/g, '$1/…')
}

/** An error as it may be logged: without the parameters of a query, which hold what people wrote. */
export function loggable(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  return { name, code, message, stack, ...(cause === undefined ? {} : { cause: loggable(cause) }) }
}
