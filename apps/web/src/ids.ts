import { z } from 'zod'
import { Problem } from './problem/problem.ts'

export const idParams = z.strictObject({ id: z.uuid() })

export interface IdParams {
  id: string
}

/** The id, or the problem that there is no such object: no object has an id that is no UUID. */
export function knownId({ id }: IdParams, code: 'video_not_found' | 'artifact_not_found'): string {
  if (!idParams.safeParse({ id }).success) throw notFound(id, code)
  return id
}

export function notFound(id: string, code: 'video_not_found' | 'artifact_not_found'): Problem {
  const kind = code === 'video_not_found' ? 'video' : 'artifact'
  return new Problem(code, { detail: `There is no ${kind} with the id '${id.slice(0, 60)}'.` })
}
