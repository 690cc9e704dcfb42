/** The order as a video keeps it: the channel's defaults filled in, voice resolved, pictures found. */
import type { Aspect, Captions, Order, Resolution } from '@reelyard/core'

export interface AcceptedOrder {
  title: string
  scenes?: Order['scenes']
  brief?: string
  aspect: Aspect
  resolution: Resolution
  voice: string
  language: string
  captions: Captions
  priority: Order['priority']
  channel: string
  /** The pictures that the order brought, by artifact id. */
  pictures: Record<string, { sha256: string; bytes: number; mediaType: string }>
}
