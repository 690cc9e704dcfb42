/** The typed client of the API. */
import { createApi, type Api } from './api.ts'
import { channelCalls } from './calls/channels.ts'
import { eventCalls } from './calls/events.ts'
import { keyCalls } from './calls/keys.ts'
import { operationCalls } from './calls/operations.ts'
import { reviewCalls } from './calls/reviews.ts'
import { taskCalls } from './calls/tasks.ts'
import { videoCalls } from './calls/videos.ts'
import { webhookCalls } from './calls/webhooks.ts'
import { downloadTo } from './download.ts'

/** Who asks, and how patiently. */
export interface ClientOptions {
  /** Default: none, which the API takes for its public routes only. */
  apiKey?: string | undefined
  /** How long a POST is tried while the API is away or cannot serve, in milliseconds. Default: 5,000. */
  patienceMs?: number
}

/** Every call throws ProblemError for an answer that is a problem, and UnreachableError where there is none. */
export type Client = ReturnType<typeof createClient>

const PATIENCE_MS = 5_000

/** `baseUrl` is where the API is, as `http://localhost:3000`. Throws TypeError if it is no URL. */
export function createClient(baseUrl: string, { apiKey, patienceMs = PATIENCE_MS }: ClientOptions = {}) {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  const api: Api = createApi(base, { apiKey, patienceMs })
  return {
    /** All paths, as the API's description has them. */
    api,
    ...videoCalls(api),
    ...taskCalls(api),
    ...eventCalls(api),
    ...reviewCalls(api),
    ...channelCalls(api),
    ...webhookCalls(api),
    ...keyCalls(api),
    ...operationCalls(api),
    /** Writes an artifact to `file`, whole or not at all. Throws DownloadError. */
    download: (artifactId: string, file: string, options: { signal?: AbortSignal } = {}): Promise<void> =>
      downloadTo(api, artifactId, file, options.signal),
  }
}
