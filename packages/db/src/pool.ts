/** The driver's pool of connections, on sockets of ours. */
import postgres from 'postgres'
import { serverOf } from './dial.ts'
import { sessionSettings, type Patience } from './patience.ts'
import { createSockets } from './sockets.ts'

export interface Pool {
  client: postgres.Sql
  /**
   * Lets statements under way end for `graceSeconds`, then drops all connections: what is still under way rejects with a
   * connection's fault. Resolves when they are closed, even those whose other end is gone.
   */
  end(graceSeconds: number): Promise<void>
}

export interface PoolOptions {
  url: string
  applicationName: string
  patience: Patience
  most: number
  /** Further options of the driver: those too that its types do not know. */
  driver?: Record<string, unknown>
}

/** Statements are planned once a connection, maybe before there are rows: their plans must not depend on that. */
const STEADY_PLANS = { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off' }

/** Idle seconds before the machine asks whether the other end is there. */
const KEEP_ALIVE_SECONDS = 10

/**
 * Seconds before a lost connection is opened anew: who asks for it waits between tries of his own. The driver's own backoff
 * counts the faults of all connections together, so that ten that are lost at once would wait for 20 s.
 */
const RECONNECT_SECONDS = 0.02

/** Connects to nothing yet. */
export function openPool({ url, applicationName, patience, most, driver }: PoolOptions): Pool {
  const server = serverOf(url)
  const sockets = createSockets(server, patience)
  const [address] = server.addresses
  const options: Record<string, unknown> = {
    max: most,
    connect_timeout: patience.connectSeconds,
    keep_alive: KEEP_ALIVE_SECONDS,
    backoff: RECONNECT_SECONDS,
    onnotice: () => {},
    connection: { application_name: applicationName, ...STEADY_PLANS, ...sessionSettings(patience) },
    socket: sockets.open,
    // The sockets see to encryption and to several addresses: told of them, the driver would do it once more.
    ssl: false,
    ...('host' in address ? { host: [address.host], port: [address.port] } : {}),
    ...driver,
  }
  const client = postgres(url, options as postgres.Options<{}>)
  return {
    client,
    end: async (graceSeconds) => {
      await client.end({ timeout: graceSeconds })
      await sockets.destroy()
    },
  }
}
