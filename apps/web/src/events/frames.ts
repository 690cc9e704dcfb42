/** Server-sent events, as they go over the wire (HTML standard, section 9.2). */
import type { EventView } from '@reelyard/pipeline'

/** Tells browsers and libraries to come back a second after the end of a stream. */
export const RETRY = Buffer.from('retry: 1000\n\n')

/** A comment: keeps proxies from ending a connection on which nothing happens. */
export const HEARTBEAT = Buffer.from(': heartbeat\n\n')

/** An event that happened. */
export function frameOf({ cursor, data, ...event }: EventView): Buffer {
  return frame(event.type, cursor, { ...data, ...event })
}

/** What a stream says of itself: `ready` or `reset`. */
export function controlFrame(type: 'ready' | 'reset', cursor: string, more: Record<string, unknown> = {}): Buffer {
  return frame(type, cursor, { type, at: new Date().toISOString(), ...more })
}

function frame(type: string, cursor: string, data: Record<string, unknown>): Buffer {
  return Buffer.from(`id: ${cursor}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`)
}
