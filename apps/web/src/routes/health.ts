import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { problemResponses, success } from '../api-description.ts'
import type { PipelineCalls } from '../app.ts'
import { Problem } from '../problem/problem.ts'

/** A probe wants an answer, also where Postgres gives none. */
const PATIENCE_MS = 3_000

const okResource = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Ok' })

/** Probes: whether the process lives, and whether it can take orders. */
export async function healthRoutes(app: FastifyInstance, { pipeline }: { pipeline: PipelineCalls }): Promise<void> {
  app.get(
    '/healthz',
    {
      schema: {
        tags: ['service'],
        summary: 'Whether the process serves',
        response: { 200: success('Yes', okResource), ...problemResponses('url_too_long', 'shutting_down') },
      },
    },
    async () => ({ status: 'ok' }),
  )
  app.get(
    '/readyz',
    {
      schema: {
        tags: ['service'],
        summary: 'Whether orders can be taken: Postgres answers, and its schema is there',
        response: {
          200: success('Yes', okResource),
          ...problemResponses('url_too_long', 'not_ready', 'database_unavailable', 'shutting_down'),
        },
      },
    },
    async () => {
      await inTime(pipeline.pageOfVideos(1, null))
      return { status: 'ok' }
    },
  )
}

async function inTime(answer: Promise<unknown>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const detail = `Postgres has not answered within ${PATIENCE_MS / 1000} seconds.`
  const timer = setTimeout(() => reject(new Problem('database_unavailable', { detail })), PATIENCE_MS)
  try {
    await Promise.race([answer, late])
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('database_unavailable', {
      detail: 'Postgres does not answer, or its tables are missing.',
      cause: error,
    })
  } finally {
    clearTimeout(timer)
  }
}
