import { channelSchema, channelSettingsSchema, type ChannelSettings } from '@reelyard/core'
import { putChannel } from '@reelyard/db'
import { z } from 'zod'
import type { Context } from './context.ts'

/**
 * Creates a channel or changes it. Stores what was written and no defaults: a default that is new is a key which an older
 * version, that still runs during a deploy, would not know. Throws ZodError.
 */
export async function storeChannel({ db }: Context, channel: unknown): Promise<void> {
  const { id, name } = channelSchema.parse(channel)
  const { settings = {} } = channel as { settings?: unknown }
  await putChannel(db, { id, name, settings })
}

/**
 * Reads stored settings. Keys that a newer version wrote are passed over at any depth, since versions run side by side during a
 * deploy. What cannot be read is a fault of that channel's tasks and must not stop anybody else's.
 */
export function readSettings(raw: unknown): { settings: ChannelSettings; fault: string | null } {
  const parsed = channelSettingsSchema.safeParse(raw)
  if (parsed.success) return { settings: parsed.data, fault: null }
  const known = channelSettingsSchema.safeParse(withoutUnknown(raw, parsed.error))
  if (known.success) return { settings: known.data, fault: null }
  const fault = `The channel's settings are not valid: ${z.prettifyError(known.error)}`
  return { settings: channelSettingsSchema.parse({}), fault }
}

/** A copy without the keys that the schema does not know. */
function withoutUnknown(raw: unknown, error: z.ZodError): unknown {
  const copy: unknown = structuredClone(raw)
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') continue
    const holder = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], copy)
    for (const key of issue.keys) delete (holder as Record<string, unknown>)[key]
  }
  return copy
}
