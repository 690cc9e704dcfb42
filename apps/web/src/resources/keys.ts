/** Keys of the API, as bodies and answers have them. */
import { SCOPES } from '@reelyard/core'
import { z } from 'zod'

const time = z.iso.datetime()
const scopes = z.array(z.enum(SCOPES)).min(1).max(SCOPES.length)

const CHANNELS_MOST = 100

/** A text of one line: it stands in lists and in the history. */
const NAME = /^[^\p{Cc}\p{Cs}]*[^\p{Cc}\p{Cs}\s][^\p{Cc}\p{Cs}]*$/u

/** Body of POST /v1/keys. */
export const newKeyBody = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .regex(NAME)
      .describe('What history says of who did something. Unique among keys in use.'),
    scopes: scopes.describe('What it may do. None that the asking key has not.'),
    channels: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(CHANNELS_MOST)
      .optional()
      .describe('The only channels that it may know of. Default: those of the asking key.'),
    expiresAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When it ends by itself; in the future. Default: never.'),
  })
  .meta({
    id: 'NewKey',
    examples: [{ name: 'editing team', scopes: ['videos:read', 'videos:write'], channels: ['default'] }],
  })

const key = {
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().describe('The first characters of the key, for recognition.'),
  scopes: z.array(z.enum(SCOPES)),
  channels: z.array(z.string()).nullable().describe('The only channels that it may know of; null: all.'),
  createdAt: time,
  createdBy: z.string(),
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable().describe('To the minute.'),
  revokedAt: time.nullable(),
  revokedBy: z.string().nullable(),
  links: z.strictObject({ self: z.string().describe('A path on this host.') }),
}

/** A key, without what is secret of it. */
export const keyResource = z.strictObject(key).meta({ id: 'Key', description: 'A key of the API.' })

/** A key that was made. */
export const madeKeyResource = z
  .strictObject({
    ...key,
    key: z
      .string()
      .nullable()
      .describe('The key itself, shown here only; null where the answer is repeated and could not be kept safely.'),
  })
  .meta({ id: 'MadeKey', description: 'A new key of the API.' })

/** A page of keys. */
export const keyPageResource = z
  .strictObject({
    keys: z.array(keyResource),
    nextCursor: z.string().nullable().describe('Give it as `cursor` to get the next page; null on the last one.'),
  })
  .meta({ id: 'KeyPage', description: 'Keys, newest first, revoked ones too.' })

/** Who asks. */
export const meResource = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    channels: z.array(z.string()).nullable().describe('The only channels that it may know of; null: all.'),
  })
  .meta({ id: 'Me', description: 'The key that asks, as the API knows it.' })

/** A key, without what is secret of it. */
export type KeyResource = z.infer<typeof keyResource>
/** A key that was made. */
export type MadeKeyResource = z.infer<typeof madeKeyResource>
/** A page of keys. */
export type KeyPageResource = z.infer<typeof keyPageResource>
/** Who asks. */
export type MeResource = z.infer<typeof meResource>
