/** The kinds of objects that a path names by `:id`, and the channels that they belong to. */
import { channelSchema } from '@reelyard/core'
import type { Pipeline } from '@reelyard/pipeline'
import { z } from 'zod'
import { Problem } from '../problem/problem.ts'
import type { ProblemCode } from '../problem/table.ts'

/** Whose channels the pipeline can tell (`channelsOf`), and channels themselves. */
export type ObjectKind = Parameters<Pipeline['channelsOf']>[0] | 'channel' | 'key'

/** The problem that there is no such object, and what people call it. */
export const NOT_FOUND = {
  video: { code: 'video_not_found', noun: 'video' },
  task: { code: 'task_not_found', noun: 'task' },
  artifact: { code: 'artifact_not_found', noun: 'artifact' },
  dead_letter: { code: 'dead_letter_not_found', noun: 'dead letter' },
  channel: { code: 'channel_not_found', noun: 'channel' },
  webhook: { code: 'webhook_not_found', noun: 'webhook' },
  webhook_delivery: { code: 'delivery_not_found', noun: 'delivery' },
  key: { code: 'key_not_found', noun: 'key' },
} as const satisfies Record<ObjectKind, { code: ProblemCode; noun: string }>

/** The path's parameter, as /openapi.json shows it; `assertIdOf` is what checks it. */
export const idParams = z.strictObject({ id: z.uuid() })

/** A channel's id, as /openapi.json shows it. */
export const channelParams = z.strictObject({ id: channelSchema.shape.id })

/** Throws Problem, as if there were no such object, where no object of the kind can have such an id. */
export function assertIdOf(kind: ObjectKind, id: string): void {
  const params = kind === 'channel' ? channelParams : idParams
  if (!params.safeParse({ id }).success) throw notFound(kind, id)
}

/** The problem that no object of the kind has this id. */
export function notFound(kind: ObjectKind, id: string): Problem {
  const { code, noun } = NOT_FOUND[kind]
  return new Problem(code, { detail: `There is no ${noun} with the id '${id.slice(0, 60)}'.` })
}
