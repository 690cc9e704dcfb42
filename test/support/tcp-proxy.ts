/** A network that fails: a TCP proxy on loopback whose connections go silent or break on demand. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Which way no byte passes any more: what the client sends, what the target sends, or both. */
type Direction = 'to-target' | 'to-client' | 'both'

/** A connection through the proxy. */
interface ProxyConnection {
  /** The proxy's own port on the way to the target: `client_port` in Postgres's pg_stat_activity. */
  portAtTarget: number
}

/** Those there are, those to come, both of these, or exactly these. */
type Which = 'existing' | 'new' | 'all' | readonly ProxyConnection[]

export interface TcpProxy {
  /** On 127.0.0.1. */
  port: number
  /** Those of which at least one side is open. */
  connections(): ProxyConnection[]
  /**
   * From now on these connections are silent in this direction, as behind a firewall that has forgotten them: no bytes,
   * no end, no reset. Where one side closes, the other is not told. Returns the way to heal them (safe to repeat): what
   * was sent meanwhile then arrives late, as TCP's repetitions would make it. Unhealed ones stay silent for good.
   */
  blackhole(which: Which, direction: Direction): () => void
  /** Resets connections; default: all. */
  cut(which?: readonly ProxyConnection[]): void
  /** Resets all, and listens no more. */
  close(): Promise<void>
}

/** One direction of one connection. It may be silenced more than once; then each must be healed. */
interface Lane {
  silence(): void
  heal(): void
}

interface Link extends ProxyConnection {
  lanes: Record<Exclude<Direction, 'both'>, Lane>
  sockets: readonly [Socket, Socket]
}

/** Passes everything on until it is told otherwise. A client is reset where the target takes no connection. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const links = new Set<Link>()
  const clients = new Set<Socket>()
  const rulesForNew = new Set<{ direction: Direction; silenced: Lane[] }>()

  async function accept(client: Socket): Promise<void> {
    clients.add(client)
    client.once('close', () => clients.delete(client)).on('error', () => {})
    const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true }).on('error', () => {})
    await once(upstream, 'connect')
    if (client.destroyed) return breakOff(upstream)
    const link = join(client, upstream)
    links.add(link)
    for (const socket of link.sockets) {
      socket.once('close', () => link.sockets.every((one) => one.destroyed) && links.delete(link))
    }
    for (const rule of rulesForNew) rule.silenced.push(...silence([link], rule.direction))
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    accept(client).catch(() => breakOff(client))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')

  const chosen = (which: Which) =>
    which === 'new' ? [] : [...links].filter((link) => typeof which === 'string' || which.includes(link))
  const cut = (which: Which = 'existing') => {
    for (const socket of chosen(which).flatMap((link) => link.sockets)) breakOff(socket)
  }
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => [...links],
    cut,
    blackhole: (which, direction) => {
      const rule = { direction, silenced: silence(chosen(which), direction) }
      if (which === 'new' || which === 'all') rulesForNew.add(rule)
      return () => {
        rulesForNew.delete(rule)
        for (const lane of rule.silenced.splice(0)) lane.heal()
      }
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      cut()
      for (const client of clients) breakOff(client)
      await closed
    },
  }
}

/**
 * A reset, where there may be one. While the end is on its way the kernel's side refuses it (EINVAL), and Node then forgets a
 * handle that still is open: it would keep this process alive for ever.
 */
function breakOff(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy()
  else socket.resetAndDestroy()
}

function silence(links: readonly Link[], direction: Direction): Lane[] {
  const lanes = links.flatMap((link) => (direction === 'both' ? Object.values(link.lanes) : [link.lanes[direction]]))
  for (const lane of lanes) lane.silence()
  return lanes
}

function join(client: Socket, upstream: Socket): Link {
  return {
    portAtTarget: upstream.localPort ?? 0,
    lanes: { 'to-target': createLane(client, upstream), 'to-client': createLane(upstream, client) },
    sockets: [client, upstream],
  }
}

/** Passes on bytes, the end and a break of `source`, unless it is silenced. */
function createLane(source: Socket, sink: Socket): Lane {
  let silenced = 0
  const passOn = () => {
    if (source.destroyed && !source.readableEnded) breakOff(sink)
    else source.pipe(sink)
  }
  source.once('close', () => silenced === 0 && !source.readableEnded && breakOff(sink))
  passOn()
  return {
    silence: () => {
      silenced += 1
      // Unread, so that the kernel soon takes no more: neither bytes nor the end are noticed.
      source.unpipe(sink).pause()
    },
    heal: () => {
      silenced -= 1
      if (silenced === 0) passOn()
    },
  }
}
