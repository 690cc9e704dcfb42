/** How long a client may take, and how many may come. */

/** Times in milliseconds. */
export interface SocketLimits {
  /** From the first byte of a request to the last of its headers. */
  headersMs: number
  /** To the last byte of its body. */
  requestMs: number
  /** How often it is looked at: so much later may a request that is too slow be ended. */
  checkMs: number
  /** Connections at a time; whoever comes beyond them is hung up on. */
  connections: number
}

const DEFAULTS: SocketLimits = { headersMs: 20_000, requestMs: 120_000, checkMs: 5_000, connections: 10_000 }

/** For `fastify()`. */
export function socketOptions(limits: Partial<SocketLimits> = {}) {
  const { headersMs, requestMs, checkMs } = { ...DEFAULTS, ...limits }
  return {
    requestTimeout: requestMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: checkMs },
  }
}

/** For its server. */
export function connectionsMost(limits: Partial<SocketLimits> = {}): number {
  return limits.connections ?? DEFAULTS.connections
}
