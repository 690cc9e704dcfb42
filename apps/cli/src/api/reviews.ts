/** `reelyard reviews`, `approve`, `reject`. */
import { STEP_NAMES, type StepName } from '@reelyard/core'
import { ProblemError } from '@reelyard/client'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Run } from '../commands/run.ts'
import { readPatch } from '../dead-letters/patch-argument.ts'
import { EXIT, exitCodeOf } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import { sayLines, shownStep } from '../shown.ts'
import { wrongUse, type StrictCommand } from '../strict-command.ts'
import { agoOf, sayTable } from '../table.ts'
import { patchOf } from './assignments.ts'
import { given } from './given.ts'
import { group } from './group.ts'
import { pageNote, withPages, type PageOptions } from './pages.ts'
import { apiCommand, atApi, type ApiOptions, type ApiPlace } from './place.ts'

/** What waits for a person. */
export function reviewsCommand(run: Run): Command {
  return group(
    'reviews',
    {
      description: 'Shows what waits for a person, and makes links for those without an account.',
      examples: ['reviews', 'reviews list --channel nature', 'reviews link TASK --expires 1d'],
    },
    [listCommand(run), linkCommand(run)],
  )
}

function listCommand(run: Run): StrictCommand {
  return withPages(
    apiCommand('list', {
      description: 'Lists results that wait for a person, the longest first.',
      examples: ['reviews list', 'reviews list --step assets --json'],
    }),
  )
    .option('--channel <id>', 'of this channel only')
    .addOption(new Option('--step <step>', 'of this step only').choices(STEP_NAMES))
    .action(
      ({
        limit,
        cursor,
        channel,
        step,
        ...options
      }: ApiOptions & PageOptions & { channel?: string; step?: StepName }) =>
        atApi(run, options, async ({ client, terminal, json, show }) => {
          const page = await client.reviews(given({ limit, cursor, channel, step }))
          if (json) return show(page, () => [])
          if (page.reviews.length === 0) return sayLines(terminal.out, ['Nothing waits for a person.'])
          sayTable(
            terminal,
            ['TASK', 'STEP', 'SINCE', 'VIDEO'],
            page.reviews.map((one) => [one.taskId, shownStep(one), agoOf(one.waitingSince), one.video.title]),
          )
          sayLines(terminal.out, pageNote(page))
        }),
    )
}

const UNITS = { m: 60, h: 3_600, d: 86_400 } as const

function readSpan(text: string): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const seconds = Number(count) * UNITS[unit as keyof typeof UNITS]
  if (seconds >= 60 && seconds <= 30 * UNITS.d) return seconds
  throw new InvalidArgumentError('It must be like 30m, 12h or 7d, and 30 days at most.')
}

function linkCommand(run: Run): StrictCommand {
  return apiCommand('link', {
    description: 'Makes a link with which somebody without a key decides, once.',
    examples: ['reviews link TASK', 'reviews link TASK --expires 1d'],
    note: 'Whoever has the link may decide: treat it as a password.',
  })
    .argument('<task>', 'its id, as `reelyard reviews` shows it')
    .option('--expires <time>', 'how long it is good: 30m, 12h, 7d', readSpan, 7 * UNITS.d)
    .action((id: string, { expires, ...options }: ApiOptions & { expires: number }) =>
      atApi(run, options, async ({ client, show }) => {
        const link = await client.reviewLink(id, { expiresInSeconds: expires })
        show(link, () => [link.url])
      }),
    )
}

interface DecideOptions extends ApiOptions {
  note?: string
  attempt?: number
}

/** Approves results. */
export function approveCommand(run: Run): Command {
  return decideCommand('approve', {
    description: 'Approves results: what depends on them goes on.',
    examples: ['approve TASK', "approve TASK TASK --note 'good light'"],
  }).action((ids: string[], { note, attempt, ...options }: DecideOptions) =>
    atApi(run, options, (place) => decideAll(place, ids, (id) => place.client.approve(id, given({ note, attempt })))),
  )
}

interface RejectOptions extends DecideOptions {
  set?: string[]
  parameters?: string
  abandon: boolean
}

/** Rejects results. */
export function rejectCommand(run: Run): Command {
  return decideCommand('reject', {
    description: 'Rejects results: to be made again with other inputs, given up, or left as they are.',
    examples: [
      "reject TASK --note 'too dark' --set scene.visual='a bright morning'",
      "reject TASK --note 'not ours' --abandon",
    ],
    note: 'Without --set, --parameters and --abandon the task stays rejected until somebody makes it again: `redo`.',
  })
    .option('--set <name=value...>', 'make it again, with this changed of what the task is told')
    .option('--parameters <file|json>', 'JSON merge patch: the same for many things')
    .option('--abandon', 'give the task up: it fails for good', false)
    .action((ids: string[], { note, attempt, set, abandon, parameters: text, ...options }: RejectOptions) =>
      atApi(run, options, async (place) => {
        if (note === undefined) throw wrongUse('Say why it is rejected: --note.')
        const { parameters } = await readPatch(text, place.terminal)
        const change = patchOf(set ?? [], parameters)
        if (abandon && change) throw wrongUse('A task is made again or given up: --abandon goes with neither.')
        const body = { note, ...given({ attempt, parameters: change }), ...(abandon && { abandon }) }
        return decideAll(place, ids, (id) => place.client.reject(id, body))
      }),
    )
}

function decideCommand(name: string, manual: Parameters<typeof apiCommand>[1]): StrictCommand {
  return apiCommand(name, manual)
    .argument('<tasks...>', 'ids, as `reelyard reviews` shows them')
    .option('--note <text>', 'why, for the history')
    .option('--attempt <n>', 'that was looked at: a newer one is refused', wholeNumber(1, 100_000))
}

type Decided = Awaited<ReturnType<ApiPlace['client']['approve']>>

/** One by one: a refusal stops none of the others, and is the exit code. */
async function decideAll(
  { terminal, json, show }: ApiPlace,
  ids: readonly string[],
  decide: (id: string) => Promise<Decided>,
): Promise<number> {
  const decided: (Decided | { taskId: string; problem: unknown })[] = []
  let exitCode: number = EXIT.done
  for (const id of ids) {
    try {
      const one = await decide(id)
      decided.push(one)
      if (!json) sayLines(terminal.out, [`${id}  ${one.state}`])
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      exitCode = Math.max(exitCode, exitCodeOf(error))
      decided.push({ taskId: id, problem: error.problem })
      sayLines(terminal.err, `${id}  ${error.message}`.split('\n'))
    }
  }
  if (json) show({ items: decided }, () => [])
  return exitCode
}
