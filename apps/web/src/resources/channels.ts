/** Channels and their credentials, as the API answers with them. */
import { channelSchema } from '@reelyard/core'
import { z } from 'zod'

const time = z.iso.datetime()
const link = z.string().describe('A path on this host.')

const EXAMPLE = {
  id: 'tides',
  name: 'Tides and pools',
  settings: { voice: 'slt', aspect: '9:16', gates: { assets: {} }, limits: { openVideos: 20 } },
}

/** A channel to be made. The handler's use case checks it. */
export const newChannelBody = channelSchema.meta({
  id: 'NewChannel',
  description: 'Who videos are made for. All settings may be left out.',
  examples: [EXAMPLE],
})

/** What is to be changed of a channel: a JSON merge patch. */
export const channelPatchBody = z
  .strictObject({
    name: z.string().min(1).max(200).optional(),
    settings: z.record(z.string(), z.unknown()).optional().describe('Merged into what there is; null takes out.'),
  })
  .meta({
    id: 'ChannelPatch',
    description: 'A JSON merge patch (RFC 7396). What comes of it is checked as a whole.',
    examples: [{ name: 'Tides', settings: { captions: 'none', limits: null } }],
  })

/** One channel. */
export const channelResource = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    settings: z.record(z.string(), z.unknown()).describe('As they were written.'),
    effective: z.record(z.string(), z.unknown()).describe('With the defaults filled in.'),
    version: z.int().describe('Rises with every change; the ETag is made of it.'),
    createdAt: time,
    changedAt: time,
    archivedAt: time.nullable().describe('Since when it takes no orders any more.'),
    links: z.strictObject({ self: link, credentials: link, events: link }),
  })
  .meta({ id: 'Channel', description: 'Who videos are made for.' })

/** A page of the listing. */
export const channelPageResource = z
  .strictObject({
    channels: z.array(channelResource),
    nextCursor: z.string().nullable().describe('Give it as `cursor` to get the next page; null on the last one.'),
  })
  .meta({ id: 'ChannelPage', description: 'Channels, newest first.' })

/** A secret to be stored. */
export const credentialBody = z
  .strictObject({
    value: z.string().min(1).max(65_536).describe('The secret: 64 KiB at most. It is never shown again.'),
  })
  .meta({ id: 'NewCredential', examples: [{ value: 'sk-live-7d1f…' }] })

/** What is shown of the credentials of a channel. */
export const credentialListResource = z
  .strictObject({
    credentials: z.array(
      z.strictObject({ name: z.string(), changedAt: time, changedBy: z.string() }).meta({ id: 'Credential' }),
    ),
  })
  .meta({ id: 'CredentialList', description: 'Names only: no value is ever shown.' })

/** One channel. */
export type ChannelResource = z.infer<typeof channelResource>
/** A page of the listing. */
export type ChannelPageResource = z.infer<typeof channelPageResource>
/** What is shown of the credentials of a channel. */
export type CredentialListResource = z.infer<typeof credentialListResource>
