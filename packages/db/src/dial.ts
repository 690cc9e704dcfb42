/** Reaches a Postgres server, encrypted where its url asks for it, up to the moment when the startup message can be sent. */
import { once } from 'node:events'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import postgres from 'postgres'
import { ConnectionError } from './connection-error.ts'

export type Address = { host: string; port: number } | { path: string }

export interface Server {
  /** A primary and its standbys, or one. */
  addresses: [Address, ...Address[]]
  /** As in `sslmode`; false: not encrypted. */
  encryption: unknown
  /** TLS from the first byte (`sslnegotiation=direct`), without asking in Postgres's protocol first. */
  direct: boolean
}

interface Parsed {
  host: string[]
  port: number[]
  path?: string | false
  ssl: unknown
  sslnegotiation?: unknown
}

/** As the driver reads it, PG… variables included. Connects to nothing. */
export function serverOf(url: string): Server {
  const { host, port, path, ssl, sslnegotiation } = postgres(url, { max: 1 }).options as unknown as Parsed
  const addresses: Address[] = path ? [{ path }] : host.map((name, n) => ({ host: name, port: port[n] ?? 5432 }))
  return { addresses: addresses as Server['addresses'], encryption: ssl, direct: sslnegotiation === 'direct' }
}

/** Throws what the network says, or the signal's reason. */
export async function dial(server: Server, address: Address, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted()
  const socket = connectTcp({ ...address, noDelay: true })
  // Told by `once` below, and later by whoever owns the socket: between them nobody may be hit by it.
  socket.on('error', () => {})
  try {
    await once(socket, 'connect', { signal })
    if (!server.encryption || !(await agreesToEncrypt(server, socket, signal))) return named(socket, address)
    return named(await encrypt(server, address, socket, signal), address)
  } catch (error) {
    socket.destroy()
    throw signal.aborted ? signal.reason : error
  }
}

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/** False where the server does not encrypt and need not. */
async function agreesToEncrypt({ encryption, direct }: Server, socket: Socket, signal: AbortSignal): Promise<boolean> {
  if (direct) return true
  socket.write(SSL_REQUEST)
  const [answer] = (await once(socket, 'data', { signal })) as [Buffer]
  // More than the one byte would be from somebody between, to be taken for what comes encrypted.
  if (answer.length === 1 && answer[0] === 'S'.charCodeAt(0)) return true
  if (encryption === 'prefer' && answer.length === 1) return false
  throw new ConnectionError('CONNECTION_REFUSED', 'The server does not encrypt, which the url asks for.')
}

async function encrypt(server: Server, address: Address, socket: Socket, signal: AbortSignal): Promise<Socket> {
  const host = 'host' in address ? address.host : 'localhost'
  const secure = connectTls({
    socket,
    host,
    ...(isIP(host) ? {} : { servername: host }),
    ...(server.direct ? { ALPNProtocols: ['postgresql'] } : {}),
    ...verification(server.encryption),
  })
  secure.on('error', () => {})
  await once(secure, 'secureConnect', { signal })
  return secure
}

/** As the driver takes `sslmode`: these encrypt without asking who is there; the others verify. */
function verification(encryption: unknown): ConnectionOptions {
  const trusting = encryption === 'require' || encryption === 'allow' || encryption === 'prefer'
  return trusting ? { rejectUnauthorized: false } : {}
}

/** The driver's messages name the server by these. */
function named(socket: Socket, address: Address): Socket {
  return Object.assign(socket, address)
}
