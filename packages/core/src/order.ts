/** The order: what a user submits to have a video made. */
import { z } from 'zod'
import { ASPECTS, CAPTIONS, MOTIONS, RESOLUTIONS } from './format.ts'
import { FAULTS_MOST, faultsOf, type Fault } from './fault.ts'
import { sentenceOf, UNPRINTABLE } from './fault-sentence.ts'
import { STORYBOARD_LIMITS } from './protocol.ts'

/** Upper bounds of an order, in UTF-16 units where they are of text. */
export const ORDER_LIMITS = {
  ...STORYBOARD_LIMITS,
  title: 200,
  visual: 1_000,
  sound: 1_000,
  brief: 50_000,
  externalId: 200,
  metadataKeys: 50,
  metadataBytes: 8_192,
} as const

/** How soon a video's tasks are claimed; within one priority, first come, first served. */
export const PRIORITIES = ['high', 'normal', 'low'] as const

/** Longest name of a voice, language or channel. */
const NAME_LIMIT = 64

/** As the queue wants it: the highest number first. */
export const PRIORITY_RANK = { high: 10, normal: 0, low: -10 } as const satisfies Record<Priority, number>

/** One of PRIORITIES. */
export type Priority = (typeof PRIORITIES)[number]

function text(most: number, mayBeEmpty = false) {
  return z
    .string()
    .max(most)
    .refine((value) => mayBeEmpty || value.trim() !== '', { params: { code: 'empty' } })
    .refine((value) => !UNPRINTABLE.test(value), { params: { code: 'control_characters' } })
}

const name = z
  .string()
  .min(1, { abort: true })
  .max(NAME_LIMIT, { abort: true })
  .regex(/^[\w:.+-]*$/, 'may have letters, digits and _ : . + - only')

const METADATA_VALUE = 'must be text, a number, true, false or null'

/** What is kept for the caller and never read by us. */
export const metadataSchema = z
  .record(
    z.string().min(1),
    z.union([text(ORDER_LIMITS.metadataBytes, true), z.number(), z.boolean(), z.null()], METADATA_VALUE),
  )
  .superRefine((metadata, check) => {
    const keys = Object.keys(metadata)
    if (keys.length > ORDER_LIMITS.metadataKeys) {
      check.addIssue({ code: 'custom', message: `has more than ${ORDER_LIMITS.metadataKeys} members` })
    }
    if (keys.some((key) => UNPRINTABLE.test(key))) {
      check.addIssue({ code: 'custom', message: 'has names that hold control characters' })
    }
    if (Buffer.byteLength(JSON.stringify(metadata)) > ORDER_LIMITS.metadataBytes) {
      check.addIssue({ code: 'custom', message: `has more than ${ORDER_LIMITS.metadataBytes} bytes as JSON` })
    }
  })
  .meta({ id: 'Metadata', description: 'Your own: kept and given back, never read by us. 50 members, 8 KiB in all.' })

/** A caller's data: texts, numbers, booleans and nulls by name. */
export type Metadata = z.infer<typeof metadataSchema>

/** What the caller calls a video. */
export const externalIdSchema = z
  .string()
  .min(1, { abort: true })
  .max(ORDER_LIMITS.externalId, { abort: true })
  .regex(/^(?! )[^\p{C}\p{Zl}\p{Zp}]+(?<! )$/u, 'must be printable, without blanks at its ends')

/** A scene as an order gives it. Each text is checked for being there, its length, and control characters. */
export const sceneSchema = z
  .strictObject({
    narration: text(ORDER_LIMITS.narration).describe('What is said in this scene.'),
    visual: text(ORDER_LIMITS.visual).optional().describe('What is seen: a prompt. Default: the narration.'),
    sound: text(ORDER_LIMITS.sound).optional().describe('What is heard besides the voice. Default: the visual.'),
    motion: z.enum(MOTIONS).default('auto').describe('The camera move.'),
    image: z
      .uuid('must be the id of an artifact, a UUID')
      .toLowerCase()
      .optional()
      .describe('Id of an artifact to use as the picture.'),
  })
  .meta({ id: 'Scene' })

/** An order, checked field by field. `parseOrder` is the way to run it: it also bounds the number of faults. */
export const orderSchema = z
  .strictObject({
    title: text(ORDER_LIMITS.title),
    scenes: z.array(sceneSchema).min(1).max(ORDER_LIMITS.scenes).optional(),
    brief: text(ORDER_LIMITS.brief)
      .optional()
      .describe('Plain text, split into scenes by sentences; instead of scenes.'),
    aspect: z.enum(ASPECTS).optional(),
    resolution: z.enum(RESOLUTIONS).optional(),
    voice: name.optional().describe('`slt`, `rms`, `awb`, `kal16`, `kal`, or `espeak:<language>` where installed.'),
    language: name.optional().describe('BCP 47. Default: the language of the voice.'),
    captions: z.enum(CAPTIONS).optional(),
    priority: z.enum(PRIORITIES).default('normal'),
    channel: name.default('default'),
    externalId: externalIdSchema.optional().describe('What you call the video: unique in its channel.'),
    metadata: metadataSchema.default({}),
  })
  .refine((order) => (order.scenes === undefined) !== (order.brief === undefined), {
    error: ({ input }) => {
      const found = (input as { scenes?: unknown }).scenes === undefined ? 'neither' : 'both'
      return `must have either scenes or a brief, but has ${found}`
    },
    params: { code: 'scenes_or_brief' },
    // Also where other fields are wrong, so that all faults are told at once.
    when: ({ value }) => value !== null && typeof value === 'object' && !Array.isArray(value),
  })
  .meta({ id: 'Order' })

/** An order that was checked, with the defaults that need no channel. */
export type Order = z.infer<typeof orderSchema>

/** An order as it is sent: what has a default may be left out. */
export type OrderInput = z.input<typeof orderSchema>

/** Checks an order and names what is wrong with it, up to FAULTS_MOST faults. */
export function parseOrder(value: unknown): { order: Order; faults?: never } | { order?: never; faults: Fault[] } {
  const parsed = orderSchema.safeParse(withoutSurplusScenes(value), { reportInput: true })
  const faults = [...tooManyScenes(value), ...(parsed.error ? faultsOf(parsed.error) : [])].slice(0, FAULTS_MOST)
  return parsed.success && faults.length === 0 ? { order: parsed.data } : { faults }
}

/** A body of two megabytes has room for a million scenes: those beyond the limit are counted, not checked. */
function withoutSurplusScenes(value: unknown): unknown {
  return surplus(value) ? { ...value, scenes: value.scenes.slice(0, ORDER_LIMITS.scenes) } : value
}

function tooManyScenes(value: unknown): Fault[] {
  if (!surplus(value)) return []
  const message = sentenceOf(
    'too_many',
    { path: ['scenes'], message: '', input: value.scenes, maximum: ORDER_LIMITS.scenes },
    'order',
  )
  return [{ pointer: '/scenes', code: 'too_many', message }]
}

function surplus(value: unknown): value is { scenes: unknown[] } {
  if (value === null || typeof value !== 'object' || !('scenes' in value)) return false
  return Array.isArray(value.scenes) && value.scenes.length > ORDER_LIMITS.scenes
}
