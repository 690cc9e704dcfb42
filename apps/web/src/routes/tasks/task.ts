import { taskTag, type Decided } from '@reelyard/pipeline'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { success } from '../../api-description.ts'
import { idParams, notFound } from '../../access/objects.ts'
import { route } from '../../access/route.ts'
import type { AppOptions, PipelineCalls } from '../../app.ts'
import { alreadyHas, IF_NONE_MATCH, ifMatch, NOT_MODIFIED } from '../../content/preconditions.ts'
import { problemOfRefusal, REFUSALS } from '../../problem/of-refusal.ts'
import {
  redoBody,
  retryBody,
  taskHistoryOf,
  taskHistoryResource,
  type TaskHistoryResource,
} from '../../resources/tasks.ts'

type TaskOptions = Pick<AppOptions, 'pipeline'>

const SCOPE = { tag: 'tasks', object: 'task', params: idParams } as const

export function routeTask(app: FastifyInstance, { pipeline }: TaskOptions): void {
  route(app, {
    ...SCOPE,
    method: 'GET',
    url: '/v1/tasks/:id',
    access: 'videos:read',
    summary: 'A task with its attempts and moves',
    description: 'Its `ETag` changes with all that is shown of it; takes If-None-Match.',
    headers: IF_NONE_MATCH,
    answers: { 200: success('The task', taskHistoryResource), ...NOT_MODIFIED },
    handle: async ({ params, headers }, reply): Promise<TaskHistoryResource | FastifyReply> => {
      const task = await pipeline.getTask(params.id)
      if (!task) throw notFound('task', params.id)
      const tag = taskTag(task)
      reply.header('etag', tag).header('cache-control', 'no-cache')
      return alreadyHas(headers['if-none-match'], tag) ? reply.code(304).send() : taskHistoryOf(task)
    },
  })
}

const CHANGE = {
  ...SCOPE,
  method: 'POST',
  access: 'videos:write',
  conditional: true,
  answers: { 200: success('The task as it is now', taskHistoryResource) },
  problems: REFUSALS,
} as const

export function routeRedo(app: FastifyInstance, { pipeline }: TaskOptions): void {
  route(app, {
    ...CHANGE,
    url: '/v1/tasks/:id/redo',
    summary: 'Make a task again, with other inputs or none',
    description:
      'For what ended, well or not. After it only what depends on it, and then reads something else, runs again.',
    body: redoBody,
    handle: async (request, reply): Promise<TaskHistoryResource> => {
      const { id } = request.params
      const rerun = { ...request.body, by: request.principal.name }
      return current(pipeline, id, reply, await pipeline.redoTask(id, rerun, ifMatch(request)))
    },
  })
}

export function routeRetry(app: FastifyInstance, { pipeline }: TaskOptions): void {
  route(app, {
    ...CHANGE,
    url: '/v1/tasks/:id/retry',
    summary: 'Try a task again now',
    description: 'For one that waits for its next try, which then waits no longer, and for one that failed for good.',
    body: retryBody,
    handle: async (request, reply): Promise<TaskHistoryResource> => {
      const { id } = request.params
      const rerun = { ...request.body, by: request.principal.name }
      return current(pipeline, id, reply, await pipeline.retryTaskNow(id, rerun, ifMatch(request)))
    },
  })
}

async function current(
  pipeline: PipelineCalls,
  id: string,
  reply: FastifyReply,
  decided: Decided,
): Promise<TaskHistoryResource> {
  if (!decided.done) throw problemOfRefusal(decided, id)
  const task = await pipeline.getTask(id)
  if (!task) throw notFound('task', id)
  reply.header('etag', taskTag(task))
  return taskHistoryOf(task)
}
