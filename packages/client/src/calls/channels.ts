import { dataOf } from '../answer.ts'
import type { Api } from '../api.ts'
import type { BodyOf, QueryOf } from '../resources.ts'
import { limited } from './limit.ts'

/** Who videos are made for. */
export function channelCalls(api: Api) {
  const path = (id: string) => ({ params: { path: { id } } })
  const credential = (id: string, name: string) => ({ params: { path: { id, name } } })
  return {
    channels: (query: QueryOf<'/v1/channels', 'get'> = {}) =>
      dataOf(api.GET('/v1/channels', { params: { query }, ...limited() })),
    channel: (id: string) => dataOf(api.GET('/v1/channels/{id}', { ...path(id), ...limited() })),
    createChannel: (body: BodyOf<'/v1/channels', 'post'>) => dataOf(api.POST('/v1/channels', { body })),
    changeChannel: (id: string, body: BodyOf<'/v1/channels/{id}', 'patch'>) =>
      dataOf(api.PATCH('/v1/channels/{id}', { ...path(id), body })),
    archiveChannel: (id: string) => dataOf(api.DELETE('/v1/channels/{id}', path(id))),
    restoreChannel: (id: string) => dataOf(api.POST('/v1/channels/{id}/restore', path(id))),
    /** Names only: values are never given back. */
    credentials: (id: string) => dataOf(api.GET('/v1/channels/{id}/credentials', { ...path(id), ...limited() })),
    setCredential: (id: string, name: string, value: string) =>
      dataOf(api.PUT('/v1/channels/{id}/credentials/{name}', { ...credential(id, name), body: { value } })),
    removeCredential: async (id: string, name: string): Promise<void> => {
      await dataOf(api.DELETE('/v1/channels/{id}/credentials/{name}', credential(id, name)))
    },
  }
}
