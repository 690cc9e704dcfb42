/** Refuses work while there is too much of it, so that what has been taken is answered. */
import { getHeapStatistics } from 'node:v8'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problem/problem.ts'

/** What a process bears. */
export interface PressureLimits {
  /** Mean time, in milliseconds, that what is ready waits for the event loop. */
  eventLoopDelayMs: number
  heapUsedBytes: number
  /** How often it is looked at, in milliseconds: so long it refuses at least. */
  sampleMs: number
}

/** Near the end of the heap all time goes into collecting garbage. */
const SHARE_OF_HEAP = 0.9

const DEFAULTS: PressureLimits = {
  eventLoopDelayMs: 1_000,
  heapUsedBytes: Math.floor(getHeapStatistics().heap_size_limit * SHARE_OF_HEAP),
  sampleMs: 1_000,
}

/** Whether the process lives is asked for when it is busy, too. */
const ALWAYS = ['/healthz', '/readyz']

/** Answers 503 to all but probes while a limit is passed. */
export async function registerPressure(app: FastifyInstance, limits: Partial<PressureLimits> = {}): Promise<void> {
  const { eventLoopDelayMs, heapUsedBytes, sampleMs } = { ...DEFAULTS, ...limits }
  await app.register(underPressure, {
    maxEventLoopDelay: eventLoopDelayMs,
    maxHeapUsedBytes: heapUsedBytes,
    sampleInterval: sampleMs,
    // A promise: what it throws otherwise would go past Fastify.
    pressureHandler: async (request: FastifyRequest) => {
      if (ALWAYS.includes(request.routeOptions.url ?? '')) return
      throw new Problem('overloaded', { detail: 'There is too much to do for now.', headers: { 'retry-after': '2' } })
    },
  })
}
