import { dataOf } from '../answer.ts'
import type { Api } from '../api.ts'
import { UnreachableError } from '../errors.ts'
import { readLines } from '../event-stream.ts'
import type { BodyOf } from '../resources.ts'
import { limited } from './limit.ts'

/** Which log of a task. */
export interface LogOptions {
  /** Default: the newest. */
  attempt?: number
  /** Goes on with what the script still says, until the attempt ends. */
  follow?: boolean
  signal?: AbortSignal
}

/** The steps of videos, one by one. */
export function taskCalls(api: Api) {
  const path = (id: string) => ({ params: { path: { id } } })
  return {
    /** A task with its attempts and moves. */
    task: (id: string) => dataOf(api.GET('/v1/tasks/{id}', { ...path(id), ...limited() })),
    /** Makes it again, and then what depends on it. */
    redo: (id: string, body: BodyOf<'/v1/tasks/{id}/redo', 'post'> = {}) =>
      dataOf(api.POST('/v1/tasks/{id}/redo', { ...path(id), body })),
    /** Has it tried again now. */
    retryTask: (id: string, body: BodyOf<'/v1/tasks/{id}/retry', 'post'> = {}) =>
      dataOf(api.POST('/v1/tasks/{id}/retry', { ...path(id), body })),
    /** The lines of an attempt's log, as they come. */
    logs: (id: string, options: LogOptions = {}): AsyncGenerator<string, void> => logLines(api, id, options),
  }
}

async function* logLines(api: Api, id: string, { attempt, follow, signal }: LogOptions): AsyncGenerator<string, void> {
  const query = { ...(attempt !== undefined && { attempt }), ...(follow && { follow: 'true' as const }) }
  const { data } = await api.GET('/v1/tasks/{id}/logs', {
    params: { path: { id }, query },
    parseAs: 'stream',
    ...(signal ? { signal } : {}),
  })
  if (!data) return
  try {
    const rest = yield* readLines(data)
    if (rest !== '') yield rest
  } catch (error) {
    signal?.throwIfAborted()
    throw new UnreachableError('The log broke off.', { cause: error })
  }
}
