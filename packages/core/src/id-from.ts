import { createHash } from 'node:crypto'

/**
 * The id of one of several things that one request creates: the same for the same seed and part, and known to nobody who
 * does not know the seed. A UUID of version 8 (RFC 9562), from SHA-256.
 */
export function idFrom(seed: string, part: number | string): string {
  const bytes = createHash('sha256').update(`${seed}/${part}`).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
