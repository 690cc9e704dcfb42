/** A channel: who videos are made for. Configured as data, without code. */
import { z } from 'zod'
import { ASPECTS, CAPTIONS, RESOLUTIONS } from './format.ts'
import { DEFAULT_RETRY } from './retry.ts'
import { stepCommandSchema } from './script/step-command.ts'
import { STEP_NAMES } from './steps.ts'

/** What an order of the channel gets where it says nothing itself, and how its steps are run. Defaults are filled in. */
export const channelSettingsSchema = z.strictObject({
  voice: z.string().optional(),
  language: z.string().optional(),
  aspect: z.enum(ASPECTS).default('16:9'),
  resolution: z.enum(RESOLUTIONS).default('1080p'),
  captions: z.enum(CAPTIONS).default('burned'),
  /** Programs that do a step's work instead of the built-in script. */
  commands: z.partialRecord(z.enum(STEP_NAMES), stepCommandSchema).default({}),
  retry: z
    .strictObject({
      maxAttempts: z.int().min(1).max(100).default(DEFAULT_RETRY.maxAttempts),
      delaysSeconds: z
        .array(z.number().min(0).max(604_800))
        .min(1)
        .default([...DEFAULT_RETRY.delaysSeconds]),
    })
    .prefault({}),
})

/** Settings with the defaults filled in. */
export type ChannelSettings = z.infer<typeof channelSettingsSchema>

/** A channel as `reelyard channel put` takes it; `id` is what orders name. */
export const channelSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and -, 63 at most'),
  name: z.string().min(1).max(200),
  settings: channelSettingsSchema.prefault({}),
})

/** A channel with its defaults filled in. */
export type Channel = z.infer<typeof channelSchema>

/** Exists from the first migration on; takes orders that name no channel. */
export const DEFAULT_CHANNEL = 'default'
