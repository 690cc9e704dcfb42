/** The API, path by path, as openapi.json describes it. */
import createFetch, { type Client as Fetch } from 'openapi-fetch'
import type { paths } from '../openapi.d.ts'
import { createTransport, type TransportOptions } from './transport.ts'

/**
 * Typed calls of every path: `api.GET('/v1/videos', { params: { query: { limit: 5 } } })` resolves with `data` and
 * `response`. Throws ProblemError for an answer that is a problem, and UnreachableError where there is none.
 */
export type Api = Fetch<paths>

/** `base` is where the API is. */
export function createApi(base: URL, options: TransportOptions): Api {
  return createFetch<paths>({ baseUrl: base.href, fetch: createTransport(options) })
}
