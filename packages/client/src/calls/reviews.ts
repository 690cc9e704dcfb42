import { dataOf } from '../answer.ts'
import type { Api } from '../api.ts'
import type { BodyOf, QueryOf } from '../resources.ts'
import { limited } from './limit.ts'

/** What waits for a person, and what they decide. Ids are those of tasks. */
export function reviewCalls(api: Api) {
  const path = (id: string) => ({ params: { path: { id } } })
  return {
    /** A page of what waits. */
    reviews: (query: QueryOf<'/v1/reviews', 'get'> = {}) =>
      dataOf(api.GET('/v1/reviews', { params: { query }, ...limited() })),
    approve: (id: string, body: BodyOf<'/v1/reviews/{id}/approve', 'post'> = {}) =>
      dataOf(api.POST('/v1/reviews/{id}/approve', { ...path(id), body })),
    reject: (id: string, body: BodyOf<'/v1/reviews/{id}/reject', 'post'>) =>
      dataOf(api.POST('/v1/reviews/{id}/reject', { ...path(id), body })),
    /** Many at once, with a result for each. */
    decide: (body: BodyOf<'/v1/reviews/decisions', 'post'>) => dataOf(api.POST('/v1/reviews/decisions', { body })),
    /** An address at which somebody without an account decides. */
    reviewLink: (id: string, body: BodyOf<'/v1/reviews/{id}/links', 'post'> = {}) =>
      dataOf(api.POST('/v1/reviews/{id}/links', { ...path(id), body })),
  }
}
