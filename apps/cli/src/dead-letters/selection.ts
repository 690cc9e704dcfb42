/** Which letters a command is about: those that it names, and of them those that its filters let through. */
import { STEP_NAMES, type StepName } from '@reelyard/core'
import type { DeadLetterFilter, DeadLetterView, Pipeline, RedriveReport } from '@reelyard/pipeline'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { readMoment } from '../moment.ts'
import { wrongUse } from '../strict-command.ts'

/** As commander reads them. */
export interface FilterOptions {
  step?: StepName
  channel?: string
  code?: string
  since?: string
  until?: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Adds the filters. */
export function withFilters(command: Command): Command {
  return command
    .addOption(new Option('--step <step>', 'of this step only').choices(STEP_NAMES))
    .option('--channel <id>', 'of this channel only')
    .option('--code <code>', 'failed with this code only')
    .option('--since <time>', 'failed then or later: 30m, 2h, 3d, or ISO 8601 (UTC)', readMoment)
    .option('--until <time>', 'failed before then', readMoment)
}

/** Adds the letters that are named one by one. */
export function withIds(command: Command): Command {
  return command.argument('[ids...]', 'of dead letters', readId)
}

/** Reads an id, into a list of those before it. Throws InvalidArgumentError, which commander words. */
export function readId(text: string, before: readonly string[] = []): string[] {
  const id = text.toLowerCase()
  if (!UUID.test(id)) throw new InvalidArgumentError('It must be the whole id of a dead letter.')
  return [...new Set([...before, id])]
}

/** The filter of a command line. Throws CommandError for a span of time that holds nothing. */
export function filterOf(options: FilterOptions, ids: readonly string[] = []): DeadLetterFilter {
  const { step, channel, code, since, until } = options
  if (since !== undefined && until !== undefined && since >= until) {
    throw wrongUse('No time lies between --since and --until.')
  }
  return {
    ...(ids.length > 0 && { ids }),
    ...(step !== undefined && { step }),
    ...(channel !== undefined && { channel }),
    ...(code !== undefined && { code }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  }
}

/** As `filterOf`, for what changes letters: all of them are meant only where --all says so. */
export function chosenFilter(options: FilterOptions & { all: boolean }, ids: readonly string[]): DeadLetterFilter {
  const filter = filterOf(options, ids)
  if (options.all || Object.keys(filter).length > 0) return filter
  throw wrongUse('Say which letters: by ids, by filters, or --all.')
}

/** What is shown of a letter where many are. */
export type Letter = Pick<DeadLetterView, 'id' | 'step' | 'scene' | 'code'>

const PAGE = 500

/** All open letters that match, oldest first. */
export async function openLetters(pipeline: Pipeline, filter: DeadLetterFilter): Promise<Letter[]> {
  const letters: Letter[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Pipeline['pageOfDeadLetters']>> = await pipeline.pageOfDeadLetters(
      filter,
      PAGE,
      cursor,
    )
    for (const { id, step, scene, code } of page.letters) letters.push({ id, step, scene, code })
    cursor = page.nextCursor
  } while (cursor !== null)
  return letters.reverse()
}

type RedriveItem = RedriveReport['items'][number]

/** What became of a letter, or why nothing did. */
export type Outcome =
  | RedriveItem
  | {
      id: string
      taskId: string | null
      done: false
      code: 'unknown_letter' | 'already_ended' | 'not_matched'
      message: string
      faults?: never
    }

/** Why letters that were named, or were open a moment ago, are not among those that the work was done on. */
export async function refusalsOf(
  pipeline: Pipeline,
  wanted: readonly string[],
  worked: ReadonlySet<string>,
): Promise<Outcome[]> {
  const refused: Outcome[] = []
  for (const id of wanted) if (!worked.has(id)) refused.push(await refusalOf(pipeline, id))
  return refused
}

async function refusalOf(pipeline: Pipeline, id: string): Promise<Outcome> {
  const letter = await pipeline.getDeadLetter(id)
  const refused = { id, taskId: letter?.taskId ?? null, done: false } as const
  if (!letter) return { ...refused, code: 'unknown_letter', message: 'There is no such letter.' }
  const { ending, endedBy } = letter
  if (ending === null) return { ...refused, code: 'not_matched', message: 'The filters do not let it through.' }
  return { ...refused, code: 'already_ended', message: `It was ${ending} by ${endedBy}.` }
}
