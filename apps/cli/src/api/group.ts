/** Commands that hold others. */
import type { Command } from 'commander'
import { command, type Manual, type StrictCommand } from '../strict-command.ts'

/** The first subcommand is what the group does where none is named. */
export function group(name: string, manual: Manual, [first, ...others]: readonly StrictCommand[]): Command {
  const whole = command(name, manual)
  if (first) whole.addCommand(first, { isDefault: true })
  for (const one of others) whole.addCommand(one)
  return whole
}
