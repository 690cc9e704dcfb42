/** What a channel takes at most. */
import { z } from 'zod'
import type { Fault } from './fault.ts'

/** The bounds of the limits themselves. */
const MOST = { scenesPerVideo: 200, openVideos: 100_000 } as const

/** `settings.limits`; what is left out has no limit of the channel's own. */
export const channelLimitsSchema = z
  .strictObject({
    scenesPerVideo: z.int().min(1).max(MOST.scenesPerVideo).exactOptional().describe('Scenes that an order may have.'),
    openVideos: z
      .int()
      .min(1)
      .max(MOST.openVideos)
      .exactOptional()
      .describe('Videos that may be on their way at once: pending, processing or awaiting review.'),
  })
  .default({})

/** What a channel takes at most. */
export type ChannelLimits = z.infer<typeof channelLimitsSchema>

/** Whose limit it is that an order goes beyond: its own doing, or that of the videos before it, which will end. */
export type LimitFault =
  | { kind: 'scenes'; fault: Fault }
  | { kind: 'open_videos'; /** A sentence for people. */ message: string }

/**
 * What of a channel's limits an order would go beyond; null: nothing. `openCount` are the videos of the channel that have
 * not ended, this one not counted; it is read only where the channel limits them.
 */
export function limitFault(
  { limits }: { limits: ChannelLimits },
  order: { scenes?: readonly unknown[] | undefined },
  openCount: number,
): LimitFault | null {
  const { scenesPerVideo, openVideos } = limits
  const scenes = order.scenes?.length ?? 0
  if (scenesPerVideo !== undefined && scenes > scenesPerVideo) {
    const message = `'scenes' has ${scenes} entries; the limit of the channel is ${scenesPerVideo}.`
    return { kind: 'scenes', fault: { pointer: '/scenes', code: 'too_many', message } }
  }
  if (openVideos === undefined || openCount < openVideos) return null
  const message = `The channel has ${openCount} videos that have not ended; its limit is ${openVideos}.`
  return { kind: 'open_videos', message }
}
