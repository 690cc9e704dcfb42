import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem/problem.ts'

/** Characters of path and query. */
export const URL_MOST = 8 * 1024

/** Must come before whatever reads the query. */
export function registerUrlLength(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw }) => {
    const length = raw.url?.length ?? 0
    if (length <= URL_MOST) return
    throw new Problem('url_too_long', { detail: `Path and query have ${length} characters; the limit is ${URL_MOST}.` })
  })
}
