import { dataOf } from '../answer.ts'
import type { Api } from '../api.ts'
import type { BodyOf, QueryOf } from '../resources.ts'
import { limited } from './limit.ts'

/** Workers, queues, pauses, and what failed for good. */
export function operationCalls(api: Api) {
  return {
    workers: () => dataOf(api.GET('/v1/workers', limited())),
    queues: () => dataOf(api.GET('/v1/queues', limited())),
    pauses: () => dataOf(api.GET('/v1/pauses', limited())),
    /** Holds back a step, a channel, a step of a channel, or everything. What runs goes on. */
    pause: (body: BodyOf<'/v1/pauses', 'post'>) => dataOf(api.POST('/v1/pauses', { body })),
    resume: async (id: string): Promise<void> => {
      await dataOf(api.DELETE('/v1/pauses/{id}', { params: { path: { id } } }))
    },
    deadLetters: (query: QueryOf<'/v1/dead-letters', 'get'> = {}) =>
      dataOf(api.GET('/v1/dead-letters', { params: { query }, ...limited() })),
    deadLetter: (id: string) => dataOf(api.GET('/v1/dead-letters/{id}', { params: { path: { id } }, ...limited() })),
    /** What a redrive would do; nothing is changed. */
    previewRedrive: (body: BodyOf<'/v1/dead-letters/preview', 'post'>) =>
      dataOf(api.POST('/v1/dead-letters/preview', { body })),
    redrive: (body: BodyOf<'/v1/dead-letters/redrive', 'post'>) =>
      dataOf(api.POST('/v1/dead-letters/redrive', { body })),
    dropDeadLetters: (body: BodyOf<'/v1/dead-letters/drop', 'post'>) =>
      dataOf(api.POST('/v1/dead-letters/drop', { body })),
  }
}
