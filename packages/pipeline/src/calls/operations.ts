/** Workers, queues and pauses. */
import type { Context } from '../context.ts'
import { getPause, pause, pauses, resume, type PauseRequest } from '../pauses.ts'
import { queues } from '../queues.ts'
import { workersAtWork } from '../workers.ts'

export function operationsCalls(context: Context) {
  return {
    pause: (request: PauseRequest, by: string, id?: string) => pause(context, request, by, id),
    resume: (id: string) => resume(context, id),
    getPause: (id: string) => getPause(context, id),
    pauses: (channels: readonly string[] | null) => pauses(context, channels),
    queues: (channels: readonly string[] | null) => queues(context, channels),
    workersAtWork: (channels: readonly string[] | null) => workersAtWork(context, channels),
  }
}
