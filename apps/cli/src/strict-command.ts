/** Commands that end with 2 where they are used wrongly. */
import { Command, type ErrorOptions, type HelpContext } from 'commander'
import { CommandError } from './command-error.ts'
import { EXIT } from './exit-codes.ts'

/** Ends the command as used wrongly. `message` says what to do instead. */
export function wrongUse(message: string, options?: { cause: unknown }): CommandError {
  return new CommandError(message, EXIT.refused, options)
}

/** A command that ends with 2 where it is used wrongly; so do its subcommands. */
export class StrictCommand extends Command {
  override createCommand(name?: string): StrictCommand {
    return new StrictCommand(name)
  }

  override error(message: string, options?: ErrorOptions): never {
    return super.error(message, { ...options, exitCode: EXIT.refused })
  }

  override help(context?: HelpContext | ((text: string) => string)): never {
    if (typeof context !== 'object' || !context.error) return super.help()
    this.outputHelp(context)
    return this.error('error: name one of the commands')
  }
}

/** What --help says of a command besides its options. */
export interface Manual {
  description: string
  /** Command lines without the leading `reelyard`. */
  examples: readonly string[]
  /** What a reader of the options would still ask. */
  note?: string
}

/** A command with examples in its --help. */
export function command(name: string, { description, examples, note }: Manual): StrictCommand {
  const lines = examples.map((example) => `  reelyard ${example}`)
  const after = ['', 'Examples:', ...lines, ...(note === undefined ? [] : ['', note])]
  return new StrictCommand(name).description(description).addHelpText('after', after.join('\n'))
}
