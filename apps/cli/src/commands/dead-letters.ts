import type { Command } from 'commander'
import { atWork, type AtWork } from '../dead-letters/at-work.ts'
import type { Keyboard } from '../dead-letters/confirm.ts'
import { dropLetters, type DropOptions } from '../dead-letters/drop.ts'
import { AFTER_HELP } from '../dead-letters/help-texts.ts'
import { countLetters, listLetters, type ListOptions } from '../dead-letters/list.ts'
import { readName, readRate, userOfMachine, wholeNumber } from '../option-values.ts'
import { readPatch } from '../dead-letters/patch-argument.ts'
import { redriveLetters, type RedriveOptions } from '../dead-letters/redrive.ts'
import { chosenFilter, filterOf, readId, withFilters, withIds, type FilterOptions } from '../dead-letters/selection.ts'
import { showLetter, type ShowOptions } from '../dead-letters/show.ts'
import { StrictCommand } from '../strict-command.ts'
import type { Run } from './run.ts'

/** `reelyard dead-letters`: its subcommands work on the database at DATABASE_URL. `keyboard` answers their questions. */
export function deadLettersCommand(run: Run, keyboard: Keyboard): Command {
  const work = atWork(run, keyboard)
  const commands = [listCommand, countsCommand, showCommand, previewCommand, redriveCommand, dropCommand]
  const deadLetters = new StrictCommand('dead-letters')
    .description('Looks into tasks that failed for good, at DATABASE_URL, and has them tried again.')
    .addHelpText('after', AFTER_HELP.all)
  for (const command of commands) deadLetters.addCommand(command(work))
  return deadLetters
}

function listCommand(work: AtWork): Command {
  return withFilters(subcommand('list', 'Shows the open letters, newest first.'))
    .option('--limit <n>', 'letters a page, 1 to 1000', wholeNumber(1, 1_000), 50)
    .option('--cursor <cursor>', 'shows the page after the one that ended with it')
    .action((options: FilterOptions & ListOptions) =>
      work(
        () => filterOf(options),
        (place, filter) => listLetters(place, filter, options),
      ),
    )
}

function countsCommand(work: AtWork): Command {
  const command = withFilters(subcommand('counts', 'Counts the open letters by step and code.'))
  return command.action((options: FilterOptions & { json: boolean }) =>
    work(
      () => filterOf(options),
      (place, filter) => countLetters(place, filter, options),
    ),
  )
}

function showCommand(work: AtWork): Command {
  return subcommand('show', 'Shows a letter, open or ended: parameters, attempts, moves of its task.')
    .argument('<id>', 'of the letter', (text: string) => readId(text)[0])
    .option('--log-lines <n>', 'last log lines of each attempt, 0 to 200', wholeNumber(0, 200), 20)
    .action((id: string, options: ShowOptions) =>
      work(
        () => id,
        (place) => showLetter(place, id, options),
      ),
    )
}

type RerunLine = FilterOptions & Omit<RedriveOptions, 'parameters'> & { parameters?: string; all: boolean }

function previewCommand(work: AtWork): Command {
  const command = withRerun(subcommand('preview', 'Says what a redrive would do, and does nothing.'))
  return command.action((ids: string[], { parameters, ...options }: RerunLine) =>
    work(
      async (terminal) => ({ filter: filterOf(options, ids), ...(await readPatch(parameters, terminal)) }),
      (place, { filter, ...patch }) => redriveLetters(place, filter, { ...options, ...patch, preview: true }),
    ),
  )
}

function redriveCommand(work: AtWork): Command {
  return withRerun(subcommand('redrive', 'Has the tasks tried again, as often as at first.'))
    .option('--yes', 'do not ask before more than one letter', false)
    .action((ids: string[], { parameters, ...options }: RerunLine) =>
      work(
        async (terminal) => ({ filter: chosenFilter(options, ids), ...(await readPatch(parameters, terminal)) }),
        (place, { filter, ...patch }) => redriveLetters(place, filter, { ...options, ...patch, preview: false }),
      ),
    )
}

function dropCommand(work: AtWork): Command {
  return withFilters(withIds(subcommand('drop', 'Ends letters. Their tasks stay failed, with their history.')))
    .option('--all', 'every open letter that the filters let through', false)
    .option('--by <name>', 'who, for the history', readName, userOfMachine())
    .option('--yes', 'do not ask before more than one letter', false)
    .action((ids: string[], options: FilterOptions & DropOptions & { all: boolean }) =>
      work(
        () => chosenFilter(options, ids),
        (place, filter) => dropLetters(place, filter, options),
      ),
    )
}

/** What preview and redrive have in common: a change of the word makes one of the other. */
function withRerun(command: Command): Command {
  return withFilters(withIds(command))
    .option('--all', 'every open letter that the filters let through', false)
    .option('--rate <n>', 'tasks a second that become ready, 0.001 to 1000', readRate)
    .option('--parameters <file|json>', 'JSON merge patch: what to change of what each task is told')
    .option('--note <text>', 'why, for the history')
    .option('--by <name>', 'who, for the history', readName, userOfMachine())
}

function subcommand(name: Exclude<keyof typeof AFTER_HELP, 'all'>, description: string): Command {
  return new StrictCommand(name)
    .description(description)
    .option('--json', 'print one JSON document', false)
    .addHelpText('after', AFTER_HELP[name])
}
