/** Where a URL leads: looked up once, checked, and what is checked is what is connected to. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isPublicAddress, plainAddress } from './addresses.ts'
import { NOTHING_ELSE, type AllowList } from './allow-list.ts'
import { OutboundError } from './errors.ts'

/** All addresses of a name. Rejects where there is none. */
export type ResolveHost = (name: string) => Promise<string[]>

export interface DestinationOptions {
  allow?: AllowList
  /** Default: as the machine resolves names. */
  resolver?: ResolveHost
}

/** A URL that may be asked, and the addresses that it may be asked at. */
export interface Destination {
  url: URL
  /** A name without its last dot, or an address. */
  host: string
  port: number
  /** In the order of the resolver; one at least. */
  addresses: string[]
}

const URL_MOST = 2_000
const HTTPS_PORT = 443

/** Below it only HTTPS's own port: the others are those of mail, shells and the like. */
const FREE_PORTS_FROM = 1024

/** Looks a URL up and checks all of it. Throws OutboundError. */
export async function findDestination(input: string | URL, options: DestinationOptions = {}): Promise<Destination> {
  const { allow = NOTHING_ELSE, resolver = resolveAsTheMachine } = options
  const url = readUrl(input)
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const port = Number(url.port || (url.protocol === 'https:' ? HTTPS_PORT : 80))
  const listed = allow.allowsHost(host, port)
  const addresses = isIP(host) ? [host] : await resolve(host, resolver)
  const free = listed || addresses.every((address) => allow.allowsAddress(address))
  if (!free) assertOpen(url, port)
  for (const address of addresses) {
    if (!listed && !allow.allowsAddress(address) && !isPublicAddress(address)) {
      throw new OutboundError('unsafe_address', `'${host}' is, or leads to, an address that is not public.`)
    }
  }
  return { url, host, port, addresses: addresses.map(plainAddress) }
}

function readUrl(input: string | URL): URL {
  const text = String(input)
  if (text.length > URL_MOST || !URL.canParse(text)) throw new OutboundError('invalid_url', 'It is no URL.')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new OutboundError('unsafe_scheme', 'The URL must begin with https://.')
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutboundError('credentials_in_url', 'The URL must not hold a user name or a password.')
  }
  return url
}

/** What is not on the allow-list is asked over TLS, on a port that is for it. */
function assertOpen(url: URL, port: number): void {
  if (url.protocol !== 'https:') throw new OutboundError('unsafe_scheme', 'The URL must begin with https://.')
  if (port !== HTTPS_PORT && port < FREE_PORTS_FROM) {
    throw new OutboundError('unsafe_port', `The port must be ${HTTPS_PORT}, or one from ${FREE_PORTS_FROM}.`)
  }
}

async function resolve(host: string, resolver: ResolveHost): Promise<string[]> {
  const addresses = await resolver(host).catch((error: unknown) => {
    throw new OutboundError('unknown_host', `The name '${host}' cannot be resolved.`, error)
  })
  const valid = addresses.filter((address) => isIP(address) !== 0)
  if (valid.length === 0) throw new OutboundError('unknown_host', `The name '${host}' has no address.`)
  return valid
}

async function resolveAsTheMachine(name: string): Promise<string[]> {
  return (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address)
}
