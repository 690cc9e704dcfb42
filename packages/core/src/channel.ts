/** A channel: who videos are made for. Configured as data, without code. */
import { z } from 'zod'
import { channelLimitsSchema } from './channel-limits.ts'
import { ASPECTS, CAPTIONS, RESOLUTIONS } from './format.ts'
import { gateSchema } from './gate.ts'
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts'
import { stepCommandSchema } from './script/step-command.ts'
import { STEP_NAMES, type StepName } from './steps.ts'

const maxAttempts = z.int().min(1).max(100)
const delaysSeconds = z.array(z.number().min(0).max(604_800)).min(1)

/** What an order of the channel gets where it says nothing itself, and how its steps are run. Defaults are filled in. */
export const channelSettingsSchema = z.strictObject({
  voice: z.string().min(1).max(64).optional(),
  language: z.string().min(1).max(64).optional(),
  aspect: z.enum(ASPECTS).default('16:9'),
  resolution: z.enum(RESOLUTIONS).default('1080p'),
  captions: z.enum(CAPTIONS).default('burned'),
  /** Programs that do a step's work instead of the built-in script. */
  commands: z.partialRecord(z.enum(STEP_NAMES), stepCommandSchema).default({}),
  /** When a task that failed for a passing reason is tried again; `steps` differ from the rest of the channel. */
  retry: z
    .strictObject({
      maxAttempts: maxAttempts.default(DEFAULT_RETRY.maxAttempts),
      delaysSeconds: delaysSeconds.default([...DEFAULT_RETRY.delaysSeconds]),
      steps: z
        .partialRecord(
          z.enum(STEP_NAMES),
          z.strictObject({ maxAttempts: maxAttempts.exactOptional(), delaysSeconds: delaysSeconds.exactOptional() }),
        )
        .default({}),
    })
    .prefault({}),
  /** Steps whose result waits for a person before anything goes on from it. */
  gates: z.partialRecord(z.enum(STEP_NAMES), gateSchema).default({}),
  /** What the channel takes at most. */
  limits: channelLimitsSchema,
})

/** Settings with the defaults filled in. */
export type ChannelSettings = z.infer<typeof channelSettingsSchema>

/** The retry policy of one step of a channel. */
export function retryPolicyOf({ retry }: Pick<ChannelSettings, 'retry'>, step: StepName): RetryPolicy {
  const { maxAttempts, delaysSeconds } = { ...retry, ...retry.steps[step] }
  return { maxAttempts, delaysSeconds }
}

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
