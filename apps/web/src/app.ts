/** The web app: HTTP in, calls of the pipeline out. The order of `register` lines is the order of the boot. */
import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import type { ArtifactStore } from '@reelyard/artifacts'
import type { Voice } from '@reelyard/core'
import type { Pipeline } from '@reelyard/pipeline'
import type { Logger } from '@reelyard/runtime'
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { registerAccess } from './access/access.ts'
import { keyRing } from './access/key-ring.ts'
import { registerApiDescription } from './api-description.ts'
import { registerJsonBody } from './body/json-body.ts'
import { registerClosing } from './closing.ts'
import type { EventTimings } from './events/event-stream.ts'
import { answerUnreadable, answerUnroutable, registerProblemHandlers } from './problem/handlers.ts'
import { registerIdempotency } from './idempotency/idempotency.ts'
import { checkInput } from './input.ts'
import { registerPressure, type PressureLimits } from './limits/pressure.ts'
import { RATE_LIMIT, rateLimits } from './limits/rate-limit.ts'
import { connectionsMost, socketOptions, type SocketLimits } from './limits/sockets.ts'
import { registerUrlLength } from './limits/url-length.ts'
import { registerRequestLog } from './request-log.ts'
import { artifactRoutes } from './routes/artifacts.ts'
import { channelRoutes } from './routes/channels.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { eventRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { keyRoutes } from './routes/keys.ts'
import { operationRoutes } from './routes/operations.ts'
import { reviewLinkRoutes } from './routes/review-links.ts'
import { reviewRoutes } from './routes/reviews.ts'
import { taskRoutes } from './routes/tasks.ts'
import { uploadRoutes } from './routes/uploads.ts'
import { videoRoutes } from './routes/videos.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import type { Outbound } from './webhooks/send.ts'

/** What the routes call: all of the pipeline that answers with a promise. */
export type PipelineCalls = {
  [
    Name in keyof Pipeline as Pipeline[Name] extends (...args: never[]) => Promise<unknown> ? Name : never
  ]: Pipeline[Name]
}

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
  /** A key that may do everything, besides those in the database. */
  adminKey?: string | undefined
  /** What the URLs of review links begin with. Default: what the request for one was sent to. */
  publicUrl?: string | undefined
  /** How URLs that others gave are asked. Default: public ones only. */
  outbound?: Outbound
  /** Requests a minute a key; 0: no limit. Default: RATE_LIMIT. */
  rateLimit?: number
  /** Proxies in front of the app, whose X-Forwarded-For says who asks. Default: none. */
  trustedProxies?: number
  sockets?: Partial<SocketLimits>
  pressure?: Partial<PressureLimits>
  /** How streams of events pass their time; some of EVENT_TIMINGS. */
  eventTimings?: Partial<EventTimings>
}

/** Bytes: twice what 200 scenes with the longest texts take in ASCII. */
export const BODY_LIMIT = 2 * 1024 * 1024

/** What browsers are told of answers that are no page: run nothing, load nothing, show it nowhere. */
const POLICY = { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } }

/** Ready to be listened with, or to be asked by `inject`. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { pipeline } = options
  const app = createFrame(options)

  registerRequestLog(app)
  await app.register(helmet, { contentSecurityPolicy: POLICY })
  registerClosing(app)
  registerProblemHandlers(app)
  registerUrlLength(app)
  await registerPressure(app, options.pressure)
  registerJsonBody(app)
  await registerApiDescription(app)

  const limits = rateLimits(options.rateLimit ?? RATE_LIMIT)
  registerAccess(app, { pipeline, keys: keyRing(pipeline, options.adminKey), limits })
  registerIdempotency(app, pipeline)
  await app.register(healthRoutes, options)
  await app.register(videoRoutes, options)
  await app.register(taskRoutes, options)
  await app.register(reviewRoutes, options)
  await app.register(reviewLinkRoutes, options)
  await app.register(artifactRoutes, options)
  await app.register(uploadRoutes, options)
  await app.register(channelRoutes, options)
  await app.register(deadLetterRoutes, options)
  await app.register(operationRoutes, options)
  await app.register(eventRoutes, options)
  await app.register(webhookRoutes, options)
  await app.register(keyRoutes, options)

  await app.ready()
  return app
}

function createFrame({ logger, bodyLimit = BODY_LIMIT, trustedProxies = 0, sockets }: AppOptions): FastifyInstance {
  const level = logger.isLevelEnabled('warn') ? 'warn' : logger.level
  const app = fastify({
    // Fastify's own lines are few and about itself; requests are logged by us, on the logger as it is.
    loggerInstance: logger.child({}, { level }) as FastifyBaseLogger,
    childLoggerFactory: (_frame, bindings, childOptions) => logger.child(bindings, childOptions),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit,
    trustProxy: trustedProxies > 0 ? (_address: string, hop: number) => hop < trustedProxies : false,
    ...socketOptions(sockets),
    // The token of a review link is part of its path.
    routerOptions: { maxParamLength: 2_000 },
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => void answerUnroutable(error, request, reply),
  })
  app.server.maxConnections = connectionsMost(sockets)
  app.setValidatorCompiler(checkInput)
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  return app
}
