import { isIPv6, type AddressInfo } from 'node:net'
import type { Logger, LongRunner } from '@reelyard/runtime'
import type { FastifyInstance } from 'fastify'

interface ServerOptions {
  port: number
  /** All addresses, of IPv6 and IPv4, where it is not set. */
  host: string | undefined
  /** How long running requests may take to end after `stop`. Connections that are open then are cut. */
  drainMs: number
}

/** How often connections that have become idle are closed while the app drains. */
const IDLE_CHECK_MS = 50

/** Serves an app until it is stopped. Logs the URL once it listens. */
export function webServer(app: FastifyInstance, options: ServerOptions, logger: Logger): LongRunner {
  let stopping: Promise<void> | null = null
  return {
    start: async () => {
      await listen(app, options)
      logger.info({ url: urlOf(app.server.address() as AddressInfo) }, 'listening')
    },
    stop: () => (stopping ??= drain(app, options.drainMs)),
  }
}

async function listen(app: FastifyInstance, { port, host }: ServerOptions): Promise<void> {
  if (host !== undefined) return void (await app.listen({ port, host }))
  try {
    await app.listen({ port, host: '::' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL') throw error
    // A machine without IPv6.
    await app.listen({ port, host: '0.0.0.0' })
  }
}

/** A connection that is kept alive would hold the process for over a minute after its last answer. */
async function drain(app: FastifyInstance, drainMs: number): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK_MS)
  const end = setTimeout(() => app.server.closeAllConnections(), drainMs)
  try {
    await app.close()
  } finally {
    clearInterval(idle)
    clearTimeout(end)
  }
}

function urlOf({ address, port }: AddressInfo): string {
  if (address === '::' || address === '0.0.0.0') return `http://localhost:${port}`
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`
}
