import { dataOf } from '../answer.ts'
import type { Api } from '../api.ts'
import type { BodyOf, QueryOf } from '../resources.ts'
import { limited } from './limit.ts'

/** Where results are sent. */
export function webhookCalls(api: Api) {
  const path = (id: string) => ({ params: { path: { id } } })
  return {
    webhooks: (query: QueryOf<'/v1/webhooks', 'get'> = {}) =>
      dataOf(api.GET('/v1/webhooks', { params: { query }, ...limited() })),
    webhook: (id: string) => dataOf(api.GET('/v1/webhooks/{id}', { ...path(id), ...limited() })),
    /** The answer holds the secret that deliveries are signed with: it is shown once. */
    createWebhook: (body: BodyOf<'/v1/webhooks', 'post'>) => dataOf(api.POST('/v1/webhooks', { body })),
    changeWebhook: (id: string, body: BodyOf<'/v1/webhooks/{id}', 'patch'>) =>
      dataOf(api.PATCH('/v1/webhooks/{id}', { ...path(id), body })),
    deleteWebhook: async (id: string): Promise<void> => {
      await dataOf(api.DELETE('/v1/webhooks/{id}', path(id)))
    },
    /** A new secret; the former one signs as well for a while. */
    rotateSecret: (id: string) => dataOf(api.POST('/v1/webhooks/{id}/rotate-secret', path(id))),
    /** Sends a message that says that it is a test. */
    testWebhook: (id: string) => dataOf(api.POST('/v1/webhooks/{id}/test', path(id))),
    deliveries: (id: string, query: QueryOf<'/v1/webhooks/{id}/deliveries', 'get'> = {}) =>
      dataOf(api.GET('/v1/webhooks/{id}/deliveries', { params: { path: { id }, query }, ...limited() })),
    delivery: (id: string) => dataOf(api.GET('/v1/webhook-deliveries/{id}', { ...path(id), ...limited() })),
    replayDelivery: (id: string) => dataOf(api.POST('/v1/webhook-deliveries/{id}/replay', path(id))),
  }
}
