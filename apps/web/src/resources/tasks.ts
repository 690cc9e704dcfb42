/** What the routes of tasks take and answer with. */
import { TASK_EVENTS, TASK_STATES } from '@reelyard/core'
import type { TaskHistory } from '@reelyard/pipeline'
import { z } from 'zod'
import { taskResource } from '../resources.ts'

const time = z.iso.datetime()
const link = z.string().describe('A path on this host.')

const attemptResource = z
  .strictObject({
    number: z.int(),
    worker: z.string(),
    claimedAt: time,
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    outcome: z.string().nullable().describe('Null while it runs.'),
    error: z
      .strictObject({
        code: z.string(),
        message: z.string(),
        exitCode: z.int().nullable().optional(),
        signal: z.string().nullable().optional(),
      })
      .nullable(),
    cost: z.number().nullable().describe('What its script said that it spent.'),
    usage: z
      .strictObject({
        wallSeconds: z.number(),
        cpuSeconds: z.number().nullable(),
        maxRssBytes: z.number().nullable(),
        logBytes: z.number(),
      })
      .nullable(),
    late: z.boolean().describe('A result came after the claim was lost, and was not used.'),
    links: z.strictObject({ logs: link }),
  })
  .meta({ id: 'Attempt', description: 'One run of a task by one worker.' })

const moveResource = z
  .strictObject({
    event: z.enum(TASK_EVENTS as [string, ...string[]]),
    from: z.enum(TASK_STATES),
    to: z.enum(TASK_STATES),
    attempt: z.int(),
    by: z.string().describe('Worker, person or policy.'),
    at: time,
    reason: z.string().nullable(),
  })
  .meta({ id: 'Move', description: 'One move of a task from state to state.' })

/** One task with its history. */
export const taskHistoryResource = taskResource
  .extend({
    videoId: z.uuid(),
    maxAttempts: z.int(),
    parameters: z.record(z.string(), z.unknown()).describe('What it is told to do.'),
    attempts: z.array(attemptResource).describe('Oldest first.'),
    moves: z.array(moveResource).describe('Oldest first.'),
    links: z.strictObject({ self: link, video: link, logs: link }),
  })
  .meta({ id: 'TaskHistory', description: 'A task with every attempt and every move.' })

/** One task with its history. */
export type TaskHistoryResource = z.infer<typeof taskHistoryResource>

const note = z.string().min(1).max(2_000).optional().describe('Kept in the history.')
const attempt = z
  .int()
  .min(0)
  .optional()
  .describe('The attempt that was looked at: refused where there is a newer one.')

/** How a task is made again. */
export const redoBody = z
  .strictObject({
    parameters: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('A JSON merge patch (RFC 7396) of `parameters`: only what is there can be changed.'),
    note,
    attempt,
  })
  .optional()
  .meta({ id: 'Redo', examples: [{ parameters: { text: 'Another sentence.' }, note: 'A typo.' }] })

/** How a task is tried again. */
export const retryBody = z
  .strictObject({ note, attempt })
  .optional()
  .meta({ id: 'Retry', examples: [{}] })

/** Which lines of log. */
export const logsQuery = z.strictObject({
  attempt: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('Default: the newest.'),
  follow: z.enum(['true', 'false']).default('false').describe('Goes on with what comes, until the attempt has ended.'),
})

/** Path of a task. */
function taskPath(taskId: string): string {
  return `/v1/tasks/${taskId}`
}

/** One task. */
export function taskHistoryOf(task: TaskHistory): TaskHistoryResource {
  const self = taskPath(task.id)
  return {
    ...task,
    error: task.error && { code: task.error.code, message: task.error.message },
    attempts: task.attempts.map(({ log: _log, checkpoint: _checkpoint, error, ...attempt }) => ({
      ...attempt,
      error: error && shownError(error),
      links: { logs: `${self}/logs?attempt=${attempt.number}` },
    })),
    links: { self, video: `/v1/videos/${task.videoId}`, logs: `${self}/logs` },
  }
}

function shownError({ code, message, exitCode, signal }: NonNullable<TaskHistory['attempts'][number]['error']>) {
  return {
    code,
    message,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
  }
}
