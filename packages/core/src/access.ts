/** Who may do what over the API. */

/** What a key may do: each route asks for one of these. */
export const SCOPES = [
  'videos:read',
  'videos:write',
  'reviews:decide',
  'channels:admin',
  'keys:admin',
  'metrics:read',
] as const

/** One of SCOPES. */
export type Scope = (typeof SCOPES)[number]

/** Who asks: a key of the API, or what stands in its place. */
export interface Principal {
  /** Of the key; stable, never secret. */
  id: string
  /** What history says of who did something. */
  name: string
  scopes: readonly Scope[]
  /** The channels that it may know of; null: all of them. */
  channels: readonly string[] | null
}

/** Whether a channel is among those that somebody may know of. */
export function mayKnow({ channels }: Pick<Principal, 'channels'>, channelId: string | null): boolean {
  return channels === null || (channelId !== null && channels.includes(channelId))
}
