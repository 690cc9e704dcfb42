/** The order: what a user submits to have a video made. */
import { z } from 'zod'
import { ASPECTS, RESOLUTIONS } from './format.ts'
import { jsonPointer, type Fault } from './fault.ts'

/** Upper bounds, in UTF-16 units where they are of text. */
export const ORDER_LIMITS = {
  scenes: 200,
  title: 200,
  narration: 2_000,
  visual: 1_000,
  sound: 1_000,
  brief: 50_000,
} as const

export const MOTIONS = ['auto', 'still', 'push_in', 'pull_out', 'pan_left', 'pan_right'] as const
export const CAPTIONS = ['burned', 'sidecar', 'none'] as const
export const PRIORITIES = ['high', 'normal', 'low'] as const

/** pg-boss takes the highest number first. */
export const PRIORITY_RANK = { high: 10, normal: 0, low: -10 } as const satisfies Record<Priority, number>

export type Priority = (typeof PRIORITIES)[number]

/** Control characters but tab, line feed and carriage return; lone surrogates, which no UTF-8 text can hold. */
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Surrogate}/u

function text(most: number) {
  return z
    .string()
    .max(most)
    .refine((value) => value.trim() !== '', { error: 'must not be empty', params: { code: 'empty' } })
    .refine((value) => !UNPRINTABLE.test(value), {
      error: 'must not hold control characters',
      params: { code: 'control_characters' },
    })
}

const name = z.string().regex(/^[\w:.+-]{1,64}$/, 'must be a name of letters, digits and _ : . + -')

export const sceneSchema = z
  .strictObject({
    narration: text(ORDER_LIMITS.narration).describe('What is said in this scene.'),
    visual: text(ORDER_LIMITS.visual).optional().describe('What is seen: a prompt. Default: the narration.'),
    sound: text(ORDER_LIMITS.sound).optional().describe('What is heard besides the voice. Default: the visual.'),
    motion: z.enum(MOTIONS).default('auto').describe('The camera move.'),
    image: z.uuid().optional().describe('Id of an artifact to use as the picture.'),
  })
  .meta({ id: 'Scene' })

export const orderSchema = z
  .strictObject({
    title: text(ORDER_LIMITS.title),
    scenes: z.array(sceneSchema).min(1).max(ORDER_LIMITS.scenes).optional(),
    brief: text(ORDER_LIMITS.brief).optional().describe('Plain text, split into scenes by sentences; instead of scenes.'),
    aspect: z.enum(ASPECTS).optional(),
    resolution: z.enum(RESOLUTIONS).optional(),
    voice: name.optional().describe('`slt`, `rms`, `awb`, `kal16`, `kal`, or `espeak:<language>` where installed.'),
    language: name.optional().describe('BCP 47. Default: the language of the voice.'),
    captions: z.enum(CAPTIONS).optional(),
    priority: z.enum(PRIORITIES).default('normal'),
    channel: name.default('default'),
  })
  .refine((order) => (order.scenes === undefined) !== (order.brief === undefined), {
    error: 'give either scenes or brief, not both and not neither',
    params: { code: 'scenes_or_brief' },
  })
  .meta({ id: 'Order' })

export type Order = z.infer<typeof orderSchema>

/** Checks an order and names every fault in it. */
export function parseOrder(value: unknown): { order: Order; faults?: never } | { order?: never; faults: Fault[] } {
  const parsed = orderSchema.safeParse(value)
  return parsed.success ? { order: parsed.data } : { faults: faultsOf(parsed.error) }
}

/** Zod's issues in our words: one fault for each unknown field, a pointer for each. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: jsonPointer([...issue.path, key]),
        code: 'unknown_field',
        message: `There is no field '${key}' here.`,
      }))
    }
    return [{ pointer: jsonPointer(issue.path), code: codeOf(issue), message: sentence(issue) }]
  })
}

function codeOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && / undefined$/.test(issue.message) ? 'required' : 'wrong_type'
    case 'too_big':
      return issue.origin === 'array' ? 'too_many' : 'too_long'
    case 'too_small':
      return issue.origin === 'array' ? 'too_few' : 'too_short'
    case 'invalid_value':
      return 'unknown_value'
    case 'custom':
      return typeof issue.params?.code === 'string' ? issue.params.code : 'invalid'
    default:
      return 'malformed'
  }
}

function sentence(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? 'The order' : `'${issue.path.join('.')}'`
  return `${where}: ${issue.message.replace(/^Invalid input: /, '').replace(/\.$/, '')}.`
}
