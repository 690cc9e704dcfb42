/** The web app: HTTP in, calls of the pipeline out. The order of `register` lines is the order of the boot. */
import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import type { ArtifactStore } from '@reelyard/artifacts'
import type { Voice } from '@reelyard/core'
import type { Pipeline } from '@reelyard/pipeline'
import type { Logger } from '@reelyard/runtime'
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { registerApiDescription } from './api-description.ts'
import { registerJsonBody } from './body/json-body.ts'
import { registerClosing } from './closing.ts'
import { answerUnreadable, registerProblemHandlers, sendProblem } from './problem/handlers.ts'
import { checkQuery } from './query.ts'
import { registerRequestLog } from './request-log.ts'
import { artifactRoutes } from './routes/artifacts.ts'
import { healthRoutes } from './routes/health.ts'
import { videoRoutes } from './routes/videos.ts'

/** What the routes call. */
export type PipelineCalls = Pick<Pipeline, 'submit' | 'getVideo' | 'pageOfVideos' | 'artifactsOf' | 'getArtifact'>

/** What the app is made of; it opens and closes none of it. */
export interface AppOptions {
  pipeline: PipelineCalls
  /** Where the content of artifacts comes from. */
  store: ArtifactStore
  logger: Logger
  /**
   * The voices that an order may name. The web process finds them on its own machine and takes it that the workers have
   * the same: web and workers must run the same image.
   */
  voices: readonly Voice[]
  /** Bytes of the largest body that is taken. Default: BODY_LIMIT. */
  bodyLimit?: number
}

/** Bytes: twice what 200 scenes with the longest texts take in ASCII. */
export const BODY_LIMIT = 2 * 1024 * 1024

/** A slow sender may take this long over a request. */
const REQUEST_TIMEOUT_MS = 120_000

/** What browsers are told of answers that are no page: run nothing, load nothing, show it nowhere. */
const POLICY = { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } }

/** Ready to be listened with, or to be asked by `inject`. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { pipeline, store, logger, voices } = options
  const app = createFrame(logger, options.bodyLimit ?? BODY_LIMIT)

  registerRequestLog(app)
  registerClosing(app)
  registerProblemHandlers(app)
  registerJsonBody(app)
  await app.register(helmet, { contentSecurityPolicy: POLICY })
  await registerApiDescription(app)

  await app.register(healthRoutes, { pipeline })
  await app.register(videoRoutes, { pipeline, voices })
  await app.register(artifactRoutes, { pipeline, store })

  await app.ready()
  return app
}

function createFrame(logger: Logger, bodyLimit: number): FastifyInstance {
  const level = logger.isLevelEnabled('warn') ? 'warn' : logger.level
  const app = fastify({
    // Fastify's own lines are few and about itself; requests are logged by us, on the logger as it is.
    loggerInstance: logger.child({}, { level }) as FastifyBaseLogger,
    childLoggerFactory: (_frame, bindings, childOptions) => logger.child(bindings, childOptions),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit,
    requestTimeout: REQUEST_TIMEOUT_MS,
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
  })
  app.setValidatorCompiler(checkQuery)
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  return app
}
