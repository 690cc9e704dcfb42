import { mayKnow } from '@reelyard/core'
import type { PauseView, WorkerAtWork } from '@reelyard/pipeline'
import type { FastifyInstance } from 'fastify'
import { idParams, notFound } from '../access/objects.ts'
import { route } from '../access/route.ts'
import { nothing, success } from '../api-description.ts'
import type { AppOptions, PipelineCalls } from '../app.ts'
import { Problem } from '../problem/problem.ts'
import {
  pauseBody,
  pauseListResource,
  pauseResource,
  queueListResource,
  workerListResource,
  type PauseListResource,
  type PauseResource,
  type QueueListResource,
  type WorkerListResource,
} from '../resources/operations.ts'
import { assertMayKnow, ofSomeChannels } from './channel-problems.ts'

const TAG = 'operations'

/** Workers, queues and pauses. */
export async function operationRoutes(app: FastifyInstance, { pipeline }: AppOptions): Promise<void> {
  routeWorkers(app, pipeline)
  routeQueues(app, pipeline)
  routePauses(app, pipeline)
  routePause(app, pipeline)
  routeResume(app, pipeline)
}

function routeWorkers(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'GET',
    url: '/v1/workers',
    access: 'metrics:read',
    tag: TAG,
    summary: 'The workers, and what they do',
    answers: { 200: success('The workers', workerListResource) },
    handle: async ({ principal }): Promise<WorkerListResource> => {
      return { workers: (await pipeline.workersAtWork(principal.channels)).map(workerResource) }
    },
  })
}

function routeQueues(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'GET',
    url: '/v1/queues',
    access: 'metrics:read',
    tag: TAG,
    summary: 'How much waits and runs, step by step',
    answers: { 200: success('The queues', queueListResource) },
    handle: async ({ principal }): Promise<QueueListResource> => {
      const { steps, others } = await pipeline.queues(principal.channels)
      return { queues: steps, others }
    },
  })
}

function routePauses(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'GET',
    url: '/v1/pauses',
    access: 'metrics:read',
    orAccess: 'channels:admin',
    tag: TAG,
    summary: 'What is paused',
    answers: { 200: success('The pauses, oldest first', pauseListResource) },
    handle: async ({ principal }): Promise<PauseListResource> => {
      return { pauses: (await pipeline.pauses(principal.channels)).map(resourceOf) }
    },
  })
}

function routePause(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'POST',
    url: '/v1/pauses',
    access: 'channels:admin',
    tag: TAG,
    summary: 'Pause a step, a channel, a step of a channel, or everything',
    description:
      'From the answer on no task of it is claimed any more. What runs goes on. Orders are taken, and wait. ' +
      'What is paused already stays so, and its pause is the answer.',
    body: pauseBody,
    answers: { 201: success('The pause', pauseResource) },
    problems: ['channel_not_found'],
    handle: async (request, reply): Promise<PauseResource> => {
      const { step = null, channel = null, reason = null } = request.body
      const { principal } = request
      if (channel === null && principal.channels !== null) throw ofSomeChannels('pause all channels: name one')
      if (channel !== null) assertMayKnow(principal, channel)
      const pause = await pipeline.pause({ step, channel, reason }, principal.name, request.seed)
      if (pause === 'unknown_channel') throw notFound('channel', String(channel))
      const resource = resourceOf(pause)
      reply.code(201).header('location', resource.links.self)
      return resource
    },
  })
}

function routeResume(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    method: 'DELETE',
    url: '/v1/pauses/:id',
    access: 'channels:admin',
    tag: TAG,
    summary: 'End a pause: workers go on at once',
    params: idParams,
    answers: { 204: nothing('It has ended') },
    problems: ['pause_not_found'],
    handle: async (request, reply) => {
      const { id } = request.params
      const { channels } = request.principal
      const pause = await pipeline.getPause(id)
      const foreign = pause !== null && pause.channel !== null && !mayKnow(request.principal, pause.channel)
      if (!pause || foreign) throw noPause(id)
      if (channels !== null && pause.channel === null) throw ofSomeChannels('end a pause of all channels')
      if (!(await pipeline.resume(id))) throw noPause(id)
      return reply.code(204).send()
    },
  })
}

function noPause(id: string): Problem {
  return new Problem('pause_not_found', { detail: `There is no pause with the id '${id.slice(0, 60)}'.` })
}

function resourceOf(pause: PauseView): PauseResource {
  return { ...pause, links: { self: `/v1/pauses/${pause.id}` } }
}

function workerResource(worker: WorkerAtWork): WorkerListResource['workers'][number] {
  const { id, name, version, alive, state, reason, steps, slots, running } = worker
  const { startedAt, lastHeartbeatAt, lastClaimAt } = worker
  const times = { startedAt, lastHeartbeatAt, lastClaimAt }
  const tasks = worker.tasks.map((task) => ({
    ...task,
    links: { task: `/v1/tasks/${task.taskId}`, video: `/v1/videos/${task.videoId}` },
  }))
  return { id, name, version, alive, state, reason, steps: [...steps], slots, running, tasks, ...times }
}
