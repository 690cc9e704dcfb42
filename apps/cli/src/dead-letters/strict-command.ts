/** Commands whose exit code tells scripts what became of the letters. */
import { Command, type ErrorOptions, type HelpContext } from 'commander'
import { CommandError } from '../command-error.ts'

/** How a command on dead letters ends; 1, for failures, is what all commands have. */
export const DONE = 0
/** The command line asks for nothing that can be done. Nothing was changed. */
const WRONG_USE = 2
/** Some letters were refused; the others are done. */
export const SOME_REFUSED = 3

/** Ends the command as used wrongly. `message` says what to do instead. */
export function wrongUse(message: string, options?: { cause: unknown }): CommandError {
  return new CommandError(message, WRONG_USE, options)
}

/** A command that ends with 2 where it is used wrongly; so do its subcommands. */
export class StrictCommand extends Command {
  override createCommand(name?: string): StrictCommand {
    return new StrictCommand(name)
  }

  override error(message: string, options?: ErrorOptions): never {
    return super.error(message, { ...options, exitCode: WRONG_USE })
  }

  override help(context?: HelpContext | ((text: string) => string)): never {
    if (typeof context !== 'object' || !context.error) return super.help()
    this.outputHelp(context)
    return this.error('error: name one of the commands')
  }
}
