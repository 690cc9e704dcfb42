/** What the web process is made of, and the order in which it starts. */
import { folderStore } from '@reelyard/artifacts'
import { voiceCatalogue } from '@reelyard/core'
import {
  closeOnSignal,
  createLifecycle,
  createLogger,
  exitWithParent,
  readEnvironment,
  readEspeakTable,
} from '@reelyard/runtime'
import { offerFirstKey } from './access/first-key.ts'
import { createApp } from './app.ts'
import { environmentSchema } from './environment.ts'
import { answerUpkeep } from './idempotency/upkeep.ts'
import { pipelineConnection } from './pipeline-connection.ts'
import { loggable } from './request-log.ts'
import { webServer } from './server.ts'
import { webhookDeliverer } from './webhooks/deliverer.ts'

/** Runs until a signal. Throws what keeps it from starting. `say` is told what is for people, and for no log. */
export async function runWeb(
  variables: Record<string, string | undefined>,
  say: (text: string) => void,
): Promise<void> {
  exitWithParent(variables)
  const environment = readEnvironment(environmentSchema, variables)
  const logger = createLogger(environment.LOG_LEVEL, { service: environment.RAILWAY_SERVICE_NAME })
  const connection = pipelineConnection(
    {
      databaseUrl: environment.DATABASE_URL,
      applicationName: `reelyard ${environment.RAILWAY_SERVICE_NAME}`,
      housekeeping: false,
      onError: (error) => logger.error({ error: loggable(error) }, 'background work failed'),
      keyring: environment.REELYARD_SECRET_KEYS,
    },
    logger,
    environment.REELYARD_ADMIN_KEY === undefined ? (calls) => offerFirstKey(calls, say) : undefined,
  )
  const outbound = { allow: environment.REELYARD_OUTBOUND_ALLOW }
  const deliverer = webhookDeliverer(connection.calls, logger, { outbound })
  const app = await createApp({
    pipeline: connection.calls,
    store: folderStore(environment.REELYARD_ARTIFACTS_DIR),
    logger,
    voices: voiceCatalogue(await readEspeakTable(variables)),
    bodyLimit: environment.REELYARD_BODY_LIMIT,
    adminKey: environment.REELYARD_ADMIN_KEY,
    publicUrl: environment.REELYARD_PUBLIC_URL,
    outbound,
    rateLimit: environment.REELYARD_RATE_LIMIT,
    trustedProxies: environment.REELYARD_TRUSTED_PROXIES,
  })
  const drainMs = environment.REELYARD_DRAIN_SECONDS * 1000
  const server = webServer(app, { port: environment.PORT, host: environment.HOST, drainMs }, logger)
  const lifecycle = createLifecycle([connection, answerUpkeep(connection.calls, logger), deliverer, server])
  closeOnSignal(lifecycle, logger, drainMs + 5_000)
  await lifecycle.start()
}
