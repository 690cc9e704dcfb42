import type { FastifyInstance } from 'fastify'
import type { AppOptions } from '../app.ts'
import { routeBatch } from './videos/batch.ts'
import { routeCancel, routeChange, routeDelete, routeRetry } from './videos/change.ts'
import { routeFiles, routePage, routeVideo } from './videos/read.ts'
import { routeOrder } from './videos/submit.ts'

/** Orders, and what becomes of them. */
export async function videoRoutes(app: FastifyInstance, options: AppOptions): Promise<void> {
  routeOrder(app, options)
  await routeBatch(app, options)
  routePage(app, options)
  routeVideo(app, options)
  routeFiles(app, options)
  routeChange(app, options)
  routeCancel(app, options)
  routeRetry(app, options)
  routeDelete(app, options)
}
