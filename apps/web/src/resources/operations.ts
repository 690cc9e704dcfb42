/** Workers, queues and pauses, as the API answers with them. */
import { STEP_NAMES } from '@reelyard/core'
import { z } from 'zod'

const id = z.uuid()
const time = z.iso.datetime()
const link = z.string().describe('A path on this host.')
const step = z.enum(STEP_NAMES)

/** All worker processes. */
export const workerListResource = z
  .strictObject({
    workers: z.array(
      z
        .strictObject({
          id: id.describe('Of the process: a restarted worker is another one, of the same name.'),
          name: z.string(),
          version: z.string(),
          alive: z.boolean().describe('Heard of within one lease.'),
          state: z.enum(['ready', 'draining', 'deaf', 'stuck']).describe('As it said itself, last.'),
          reason: z.string().nullable().describe('What keeps it from working.'),
          steps: z.array(z.string()),
          slots: z.int().describe('Tasks that it may hold at once.'),
          running: z.int().describe('Tasks that it held at its last heartbeat.'),
          tasks: z
            .array(
              z.strictObject({
                taskId: id,
                videoId: id,
                step,
                scene: z.int().nullable(),
                attempt: z.int(),
                since: time.describe('When it was claimed.'),
                links: z.strictObject({ task: link, video: link }),
              }),
            )
            .describe('Those that it holds now; of the channels of the key.'),
          startedAt: time,
          lastHeartbeatAt: time,
          lastClaimAt: time.nullable(),
        })
        .meta({ id: 'Worker', description: 'A worker process.' }),
    ),
  })
  .meta({
    id: 'WorkerList',
    description: 'The worker processes, by name. One that ended without a word stays for a day.',
  })

const age = z.number().nullable().describe('Seconds that the one has waited which waits longest.')

/** What waits and runs. */
export const queueListResource = z
  .strictObject({
    queues: z.array(
      z
        .strictObject({
          step,
          waiting: z.int().describe('Tasks that may run now.'),
          delayed: z.int().describe('Tasks that wait for their time to be tried again.'),
          held: z.int().describe('Tasks that a pause of their channel holds back, as far as they were in the way.'),
          running: z.int(),
          oldestSeconds: age,
          deadLetters: z.int().describe('Open ones.'),
          paused: z.boolean().describe('The step as a whole, or everything.'),
        })
        .meta({ id: 'Queue', description: 'The tasks of one step; of the channels of the key.' }),
    ),
    others: z
      .array(
        z
          .strictObject({
            queue: z.string(),
            waiting: z.int(),
            delayed: z.int(),
            running: z.int(),
            oldestSeconds: age,
          })
          .meta({ id: 'OtherQueue' }),
      )
      .describe('Messages on their way to webhooks; none for a key of some channels.'),
  })
  .meta({ id: 'QueueList', description: 'One entry a step, in the order of the plan.' })

/** What is to be held back. */
export const pauseBody = z
  .strictObject({
    step: step.optional().describe('Only this step.'),
    channel: z.string().min(1).max(64).optional().describe('Only this channel.'),
    reason: z.string().min(1).max(500).optional(),
  })
  .default({})
  .meta({
    id: 'NewPause',
    description: 'Nothing named: everything is paused.',
    examples: [{ step: 'publish', reason: 'The account is over its quota until tomorrow.' }],
  })

/** What is held back. */
export const pauseResource = z
  .strictObject({
    id,
    step: step.nullable().describe('Null: every step.'),
    channel: z.string().nullable().describe('Null: every channel.'),
    reason: z.string().nullable(),
    pausedAt: time,
    pausedBy: z.string(),
    links: z.strictObject({ self: link }),
  })
  .meta({ id: 'Pause', description: 'What is held back until the pause is deleted.' })

/** All pauses. */
export const pauseListResource = z.strictObject({ pauses: z.array(pauseResource) }).meta({ id: 'PauseList' })

/** All worker processes. */
export type WorkerListResource = z.infer<typeof workerListResource>
/** What waits and runs. */
export type QueueListResource = z.infer<typeof queueListResource>
/** What is held back. */
export type PauseResource = z.infer<typeof pauseResource>
/** All pauses. */
export type PauseListResource = z.infer<typeof pauseListResource>
