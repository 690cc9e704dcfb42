import { z } from 'zod'
import { Problem } from './problem/problem.ts'

/** The path's parameter, as /openapi.json shows it; `knownId` is what checks it. */
export const idParams = z.strictObject({ id: z.uuid() })

/** As it comes: any text. */
export interface IdParams {
  id: string
}

/** The id. Throws Problem, as if there were no such object, where it is no UUID: no object has such an id. */
export function knownId({ id }: IdParams, code: 'video_not_found' | 'artifact_not_found'): string {
  if (!idParams.safeParse({ id }).success) throw notFound(id, code)
  return id
}

/** The problem that no object has this id. */
export function notFound(id: string, code: 'video_not_found' | 'artifact_not_found'): Problem {
  const kind = code === 'video_not_found' ? 'video' : 'artifact'
  return new Problem(code, { detail: `There is no ${kind} with the id '${id.slice(0, 60)}'.` })
}
