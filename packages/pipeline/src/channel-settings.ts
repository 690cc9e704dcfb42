import { channelSettingsSchema, type ChannelSettings } from '@reelyard/core'
import { z } from 'zod'

/** As stored: keys that a newer version wrote are passed over, since versions run side by side during a deploy. */
const stored = z.object(channelSettingsSchema.shape)

/** Reads stored settings. What cannot be read is a fault of that channel's tasks and must not stop anybody else's. */
export function readSettings(raw: unknown): { settings: ChannelSettings; fault: string | null } {
  const parsed = stored.safeParse(raw)
  if (parsed.success) return { settings: parsed.data, fault: null }
  const fault = `The channel's settings are not valid: ${z.prettifyError(parsed.error)}`
  return { settings: channelSettingsSchema.parse({}), fault }
}
