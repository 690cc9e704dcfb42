/** Which addresses are anybody's on the Internet, and which are ours, our neighbours' or nobody's. */
import ipaddr from 'ipaddr.js'

/** IPv6 that is routed on the Internet. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/** NAT64's prefix, which embeds an IPv4 address in its last four bytes. Any other way of embedding one is refused. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')

/** False for whatever is no address at all. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast'
  if (address.match(NAT64)) return isPublicAddress(address.toByteArray().slice(12).join('.'))
  return address.range() === 'unicast' && address.match(GLOBAL_UNICAST)
}

/** One way to write an address: IPv4 in IPv6 becomes IPv4. */
export function plainAddress(text: string): string {
  return ipaddr.process(text).toString()
}

/** Whether it lies in a range, as `10.0.0.0/8`. */
export function liesIn(address: string, range: string): boolean {
  const [base, bits] = ipaddr.parseCIDR(range)
  const parsed = ipaddr.process(address)
  return parsed.kind() === base.kind() && parsed.match(base, bits)
}

/** Whether it is a range in CIDR notation. */
export function isRange(text: string): boolean {
  return ipaddr.isValidCIDR(text)
}
