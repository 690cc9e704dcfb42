import { isIP } from 'node:net'
import type { Client } from 'undici'
import type { Destination } from './destination.ts'
import { OutboundError } from './errors.ts'

export interface ConnectOptions {
  connectTimeoutMs: number
  /** Certificates of authorities, PEM, instead of the machine's. */
  ca?: string | undefined
}

/** Bytes of all headers of an answer. */
const HEADERS_MOST = 16 * 1024

/**
 * For one request to a destination. It connects to the checked addresses and to nothing else, one after the other; the name
 * stays in Host and in TLS. It knows no proxy.
 */
export async function clientFor({ url, host, addresses }: Destination, options: ConnectOptions): Promise<Client> {
  // Some 20 MB, which a process that sends nothing need not hold.
  const undici = await import('undici')
  const connect = undici.buildConnector({
    timeout: options.connectTimeoutMs,
    allowH2: false,
    maxCachedSessions: 0,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  })
  const servername = isIP(host) ? {} : { servername: host }
  const client: Client = new undici.Client(url.origin, {
    maxHeaderSize: HEADERS_MOST,
    pipelining: 1,
    allowH2: false,
    // The deadline of the request ends it: these would only come earlier.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (asked, done) => {
      const attempt = ([address, ...rest]: readonly string[]): void => {
        if (address === undefined) {
          done(new OutboundError('connect_failed', 'There is no address to connect to.'), null)
          return
        }
        connect({ ...asked, hostname: address, host: address, ...servername }, (error, socket) => {
          if (socket) done(null, socket)
          // Nobody waits for it once the request is over.
          else if (rest.length > 0 && !client.destroyed) attempt(rest)
          else done(error ?? new OutboundError('connect_failed', 'It could not be connected to.'), null)
        })
      }
      attempt(addresses)
    },
  })
  return client
}
