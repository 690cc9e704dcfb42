import { dataOf } from '../answer.ts'
import type { Api } from '../api.ts'
import type { BodyOf, QueryOf } from '../resources.ts'
import { limited } from './limit.ts'

/** Who may ask for what. */
export function keyCalls(api: Api) {
  return {
    keys: (query: QueryOf<'/v1/keys', 'get'> = {}) => dataOf(api.GET('/v1/keys', { params: { query }, ...limited() })),
    /** The answer holds the key itself: it is shown once. */
    createKey: (body: BodyOf<'/v1/keys', 'post'>) => dataOf(api.POST('/v1/keys', { body })),
    revokeKey: async (id: string): Promise<void> => {
      await dataOf(api.DELETE('/v1/keys/{id}', { params: { path: { id } } }))
    },
    /** Whose key this is, and what it may do. */
    me: () => dataOf(api.GET('/v1/me', limited())),
  }
}
