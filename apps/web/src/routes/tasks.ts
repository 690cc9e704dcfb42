import type { FastifyInstance } from 'fastify'
import type { AppOptions } from '../app.ts'
import { routeLogs } from './tasks/logs.ts'
import { routeRedo, routeRetry, routeTask } from './tasks/task.ts'

/** The steps of a video, one by one. */
export async function taskRoutes(app: FastifyInstance, options: AppOptions): Promise<void> {
  routeTask(app, options)
  routeRedo(app, options)
  routeRetry(app, options)
  routeLogs(app, options)
}
