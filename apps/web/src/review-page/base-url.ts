/** Where people reach this service: what the URLs of review links begin with. */
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem/problem.ts'

/** A name or an address, and a port: nothing that could end it or add to it. */
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/

/** Without a slash at its end. Without `publicUrl` it is what the request was sent to. Throws Problem. */
export function baseUrlOf(
  { host, protocol }: Pick<FastifyRequest, 'host' | 'protocol'>,
  publicUrl: string | undefined,
): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '')
  if (HOST.test(host ?? '')) return `${protocol}://${host}`
  throw new Problem('bad_request', {
    detail: 'The Host header is not one that a link can be made of; those who run it can set REELYARD_PUBLIC_URL.',
  })
}
