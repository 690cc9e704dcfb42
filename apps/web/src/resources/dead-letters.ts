/** What failed for good: what the API takes and answers. */
import { FAULT_CODES, STEP_NAMES, TASK_STATES } from '@reelyard/core'
import { z } from 'zod'
import { pageQuery } from '../input.ts'

const id = z.uuid()
const time = z.iso.datetime()
const link = z.string().describe('A path on this host.')
const json = z.record(z.string(), z.unknown())

const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z')

/** Postgres knows no year 0. */
const moment = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= FIRST_MOMENT, { message: 'must not lie before the year 1' })

const filter = {
  step: z.enum(STEP_NAMES).optional(),
  channel: z.string().min(1).max(64).optional(),
  code: z.string().min(1).max(200).optional().describe('As the letter has it: `exit_65`, `lease_expired` …'),
  failedAfter: moment.optional().describe('Failed then or later.'),
  failedBefore: moment.optional().describe('Failed before then.'),
}

/** Which letters are counted. */
export const letterFilterQuery = z.strictObject(filter)

/** Which letters are listed. */
export const letterPageQuery = pageQuery.extend(filter)

const ids = z
  .array(id)
  .min(1)
  .max(1_000)
  .describe('Letters by id. Those of them that the filter lets through, if there is one.')

const chosen = {
  filter: z.strictObject(filter).optional().describe('`{}` is every open letter.'),
  ids: ids.optional(),
}

const SOME = {
  path: ['filter'],
  message: 'must be given, or ids; an empty filter is every letter',
  params: { code: 'required' },
}

/** Which letters are redriven, and how. */
export const redriveBody = z
  .strictObject({
    ...chosen,
    perSecond: z
      .number()
      .min(0.001)
      .max(1_000_000)
      .optional()
      .describe('So many tasks a second become ready; 0.1 is one in ten seconds.'),
    parameters: json.optional().describe('A JSON merge patch of what each of the tasks is told.'),
    note: z.string().min(1).max(2_000).optional(),
    cursor: z.string().min(1).max(200).optional().describe('`nextCursor` of the call before, to go on.'),
  })
  .refine((body) => body.filter !== undefined || body.ids !== undefined, SOME)
  .meta({
    id: 'Redrive',
    examples: [{ filter: { step: 'sound_effects', code: 'exit_65' }, parameters: { sound: 'wind' }, perSecond: 2 }],
  })

/** Which letters are dropped. */
export const dropBody = z
  .strictObject(chosen)
  .refine((body) => body.filter !== undefined || body.ids !== undefined, SOME)
  .meta({ id: 'Drop', examples: [{ filter: { failedBefore: '2026-11-01T00:00:00Z' } }] })

/** As these bodies and queries name letters. */
export type LetterFilter = z.output<typeof letterFilterQuery>

const letter = {
  id,
  taskId: id.nullable().describe('Null where the job stood for no task.'),
  video: z.strictObject({ id, title: z.string() }).nullable(),
  channel: z.string().nullable(),
  step: z.enum(STEP_NAMES),
  scene: z.int().nullable(),
  code: z.string(),
  message: z.string(),
  attempt: z.int().describe('The one that failed for good; 0 where none ran.'),
  failedAt: time,
  endedAt: time.nullable(),
  ending: z.enum(['redriven', 'dropped', 'superseded']).nullable(),
  endedBy: z.string().nullable(),
  taskState: z.enum(TASK_STATES).nullable().describe('As the task stands now.'),
  links: z.strictObject({ self: link, task: link.nullable() }),
}

const letterResource = z.strictObject(letter).meta({ id: 'DeadLetter', description: 'A task that failed for good.' })

/** One page of the open letters. */
export const letterPageResource = z
  .strictObject({
    deadLetters: z.array(letterResource),
    nextCursor: z.string().nullable().describe('Give it as `cursor` to get the next page; null on the last one.'),
  })
  .meta({ id: 'DeadLetterPage', description: 'Open letters, newest first.' })

const attemptResource = z
  .strictObject({
    number: z.int(),
    worker: z.string(),
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    outcome: z.string().nullable(),
    error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
    log: z.array(z.string()).describe('Its last lines.'),
  })
  .meta({ id: 'DeadLetterAttempt' })

/** One letter, open or ended, with what its task was told and tried. */
export const wholeLetterResource = z
  .strictObject({
    ...letter,
    origin: z.strictObject({ queue: z.enum(STEP_NAMES), jobId: id, worker: z.string().nullable() }),
    payload: z.unknown().describe('What the job carried.'),
    parameters: json.nullable().describe('What the task is told; `parameters` of a redrive can change it.'),
    attempts: z.array(attemptResource).describe('Oldest first.'),
  })
  .meta({ id: 'WholeDeadLetter', description: 'A letter, with what its task was told and tried.' })

/** How many open letters there are. */
export const letterCountsResource = z
  .strictObject({
    counts: z.array(z.strictObject({ step: z.enum(STEP_NAMES), code: z.string(), count: z.int() })),
    total: z.int(),
  })
  .meta({ id: 'DeadLetterCounts', description: 'Open letters by step and code.' })

const refusedLetter = z.strictObject({
  id,
  taskId: id.nullable(),
  done: z.literal(false),
  code: z.enum([
    'invalid_change',
    'no_task',
    'already_ended',
    'video_cancelled',
    'wrong_state',
    'not_matched',
    'unknown_letter',
    'unknown_task',
    'newer_attempt',
    'not_a_decider',
  ]),
  message: z.string(),
  errors: z.array(z.strictObject({ pointer: z.string(), code: z.enum(FAULT_CODES), message: z.string() })),
})

const remaining = z.int().describe('Letters that match and were not looked at: call again for them.')

/** What became of a redrive, or would. */
export const redriveResource = z
  .strictObject({
    redriven: z.int(),
    refused: z.int(),
    spreadSeconds: z.number().describe('Until the last of them may run.'),
    items: z
      .array(
        z.union([z.strictObject({ id, taskId: id, done: z.literal(true), afterSeconds: z.number() }), refusedLetter]),
      )
      .max(1_000),
    truncated: z.boolean().describe('Whether there are more items than are shown.'),
    remaining,
    nextCursor: z.string().nullable().describe('Give it as `cursor` to go on; null where none remain.'),
  })
  .meta({ id: 'RedriveReport', description: 'What became of each letter, oldest first.' })

/** What was dropped. */
export const dropResource = z
  .strictObject({ dropped: z.array(id), refused: z.array(refusedLetter), remaining })
  .meta({ id: 'DropReport', description: 'Letters that were ended; their tasks stay failed.' })

/** A page of letters. */
export type LetterPageResource = z.infer<typeof letterPageResource>
/** One letter. */
export type WholeLetterResource = z.infer<typeof wholeLetterResource>
/** How many. */
export type LetterCountsResource = z.infer<typeof letterCountsResource>
/** What became of a redrive. */
export type RedriveResource = z.infer<typeof redriveResource>
/** What was dropped. */
export type DropResource = z.infer<typeof dropResource>
