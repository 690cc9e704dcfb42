import type { FastifyInstance } from 'fastify'
import { Problem } from './problem/problem.ts'

/** While the app closes, a request on a connection that is still open is told to come again; one that runs may end. */
export function registerClosing(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', async () => {
    if (!closing) return
    throw new Problem('shutting_down', {
      detail: 'Send the request again: it reaches another process, or this one after its restart.',
      headers: { connection: 'close', 'retry-after': '2' },
    })
  })
}
