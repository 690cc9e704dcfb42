/** What may be reached though it is not public: for use on premises. */
import { isIP } from 'node:net'
import { isRange, liesIn } from './addresses.ts'

/** Hosts, also on other ports and without TLS, and ranges of addresses. */
export interface AllowList {
  allowsHost(host: string, port: number): boolean
  allowsAddress(address: string): boolean
}

export class BadAllowListError extends Error {
  override readonly name = 'BadAllowListError'
  readonly code = 'bad_allow_list'
}

const NAME = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/

interface HostRule {
  host: string
  /** Null: any. */
  port: number | null
}

/**
 * From a list with commas: `host`, `host:port`, `*.domain` (not the domain itself), an address, `[v6]:port`, or a range as
 * `10.0.0.0/8`. Throws BadAllowListError.
 */
export function readAllowList(text: string | undefined): AllowList {
  const entries = (text ?? '')
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
  const ranges = entries.filter(isRange)
  const hosts = entries.filter((entry) => !isRange(entry)).map(readHost)
  return {
    allowsHost: (host, port) =>
      hosts.some((rule) => (rule.port === null || rule.port === port) && isHost(rule.host, host)) ||
      (isIP(host) !== 0 && ranges.some((range) => liesIn(host, range))),
    allowsAddress: (address) => ranges.some((range) => liesIn(address, range)),
  }
}

/** Nothing but what is public. */
export const NOTHING_ELSE: AllowList = readAllowList('')

function readHost(entry: string): HostRule {
  const [, v6, name, port] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(entry) ?? []
  const host = isIP(entry) === 6 ? entry : (v6 ?? name ?? '')
  if ((isIP(host) === 0 && !NAME.test(host)) || Number(port ?? 0) > 65_535) {
    throw new BadAllowListError(`'${entry}' is no host, host:port, *.domain or range of addresses.`)
  }
  return { host, port: port === undefined ? null : Number(port) }
}

function isHost(rule: string, host: string): boolean {
  return rule.startsWith('*.') ? host.endsWith(rule.slice(1)) : host === rule
}
