import { Readable } from 'node:stream'
import type { AttemptLog } from '@reelyard/pipeline'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { success } from '../../api-description.ts'
import { idParams, notFound } from '../../access/objects.ts'
import { route } from '../../access/route.ts'
import type { AppOptions, PipelineCalls } from '../../app.ts'
import { EVENT_TIMINGS } from '../../events/event-stream.ts'
import { createKeyWatch, type Endable } from '../../events/key-watch.ts'
import { createFollowers, type Followers } from '../../logs/follower.ts'
import { Problem } from '../../problem/problem.ts'
import { loggable } from '../../request-log.ts'
import { logsQuery } from '../../resources/tasks.ts'

/** Bytes that a slow reader may leave unread before it is cut. */
const UNREAD_MOST = 4 * 1024 * 1024

/** A process has so many at once. */
const FOLLOWERS_MOST = 1_000

const DESCRIPTION = `The last 200 lines, an attempt at a time, secrets redacted. With \`follow=true\` the answer goes on, at most a second
behind, until the attempt has ended; where more came than can be shown, a line says how many were skipped.`

/** What the scripts of a task said. */
export function routeLogs(
  app: FastifyInstance,
  { pipeline, eventTimings }: Pick<AppOptions, 'pipeline' | 'eventTimings'>,
): void {
  const keys = createKeyWatch(pipeline, { ...EVENT_TIMINGS, ...eventTimings }.keysMs)
  const followers = createFollowers(pipeline, (error) => {
    app.log.warn({ error: loggable(error) }, 'could not look for logs')
  })
  app.addHook('preClose', async () => followers.stop())
  route(app, {
    method: 'GET',
    url: '/v1/tasks/:id/logs',
    access: 'videos:read',
    object: 'task',
    tag: 'tasks',
    summary: 'What the script of an attempt logs',
    description: DESCRIPTION,
    params: idParams,
    query: logsQuery,
    answers: { 200: success('Lines of text; none before the first attempt', z.string(), 'text/plain') },
    handle: async ({ method, params, query, principal }, reply): Promise<FastifyReply> => {
      const log = await logOf(pipeline, params.id, query.attempt)
      reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').header('x-accel-buffering', 'no')
      reply.serializer((payload: unknown) => payload as string)
      const text = textOf(log?.log ?? [])
      if (query.follow !== 'true' || method === 'HEAD' || !log || log.ended) return reply.send(text)
      if (followers.count() >= FOLLOWERS_MOST) throw tooMany()
      const { readable, ...stream } = streamOf(reply, followers, log, text)
      keys.watch(principal, stream)
      return reply.send(readable)
    },
  })
}

function tooMany(): Problem {
  const detail = `${FOLLOWERS_MOST.toLocaleString('en-US')} logs are followed already.`
  return new Problem('overloaded', { detail, headers: { 'retry-after': '5' } })
}

/** Null before the first attempt, and where there is no such attempt. Throws Problem where there is no such task. */
async function logOf(pipeline: PipelineCalls, taskId: string, wanted: number | undefined): Promise<AttemptLog | null> {
  const attempt = wanted ?? (await newestAttempt(pipeline, taskId))
  const [log] = attempt === 0 ? [] : await pipeline.attemptLogs([{ taskId, attempt, seen: 0 }])
  if (!log && wanted !== undefined) await newestAttempt(pipeline, taskId)
  return log ?? null
}

async function newestAttempt(pipeline: PipelineCalls, taskId: string): Promise<number> {
  const task = await pipeline.getTask(taskId)
  if (!task) throw notFound('task', taskId)
  return task.attempt
}

function streamOf(
  reply: FastifyReply,
  followers: Followers,
  { taskId, attempt, logLines }: AttemptLog,
  text: string,
): Endable & { readable: Readable } {
  // Asked for when its reader is there: the head of the answer must not wait for the first line.
  const read = () => void (reply.raw.headersSent || reply.raw.flushHeaders())
  const closed = new AbortController()
  const stream = new Readable({ read, destroy: (error, done) => (leave(), closed.abort(), done(error)) })
  const leave = followers.follow({ taskId, attempt, seen: logLines }, ({ lines, skipped, ended }) => {
    if (skipped > 0) stream.push(`… ${skipped} lines were skipped here.\n`)
    if (lines.length > 0) stream.push(textOf(lines))
    if (ended) stream.push(null)
    else if (stream.readableLength > UNREAD_MOST) stream.destroy(new Error('The reader is too slow.'))
  })
  if (text !== '') stream.push(text)
  return { readable: stream, closed: closed.signal, end: () => (leave(), stream.push(null)) }
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
