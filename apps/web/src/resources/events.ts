/** Events: what streams show, and what may be asked of them. */
import { TASK_STATES, VIDEO_STATUSES } from '@reelyard/core'
import { z } from 'zod'

/** Every type of event that happens. */
const EVENT_TYPES = [
  'video.created',
  ...VIDEO_STATUSES.map((status) => `video.${status}` as const),
  ...TASK_STATES.map((state) => `task.${state}` as const),
  'webhook.disabled',
] as const

const id = z.uuid()

/** The `data` of an event. What else it tells depends on its type. */
export const eventResource = z
  .looseObject({
    id: z.string().regex(/^\d+$/),
    type: z.enum(EVENT_TYPES),
    at: z.iso.datetime(),
    channel: z.string().nullable(),
    videoId: id.nullable(),
    taskId: id.nullable(),
  })
  .meta({ id: 'Event', description: 'Something that happened.' })

/** A stream as a whole. */
export const eventStreamResource = z.string().meta({
  examples: ['id: 5b1f0c3a.812:812:\nevent: video.completed\ndata: {"id":"97","type":"video.completed"}\n\n'],
})

/** The types that a list such as `video.*,task.failed` names; null where it names one that there is not. */
export function typesOf(list: string): string[] | null {
  const named = list.split(',').map((text) => {
    const pattern = text.trim()
    const group = pattern.endsWith('.*') ? pattern.slice(0, -1) : null
    return EVENT_TYPES.filter((type) => pattern === '*' || type === pattern || (group && type.startsWith(group)))
  })
  return named.every((types) => types.length > 0) ? [...new Set(named.flat())] : null
}

/** The header by which a client comes back. */
export const eventsHeaders = {
  'last-event-id': z
    .string()
    .optional()
    .describe('The `id` of the last event that was got: what came after it follows.'),
}

/** What may be asked of a stream. */
export const eventsQuery = z.strictObject({
  types: z
    .string()
    .max(1_000)
    .refine((list) => typesOf(list) !== null, { error: 'names a type of event that there is not' })
    .optional()
    .describe('Only these, with commas: `video.*,task.failed`. Default: all.')
    .meta({ examples: ['video.*,task.failed'] }),
  lastEventId: z
    .string()
    .max(8_000)
    .optional()
    .describe('For clients that cannot send the header Last-Event-ID, which comes first.'),
})
