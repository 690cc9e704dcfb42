import { randomBytes } from 'node:crypto'

/** A key of the API, as the API makes them: 256 random bits. */
export function newApiKey(): string {
  return `ry_${randomBytes(32).toString('base64url')}`
}
