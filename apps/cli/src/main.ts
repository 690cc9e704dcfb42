/** `reelyard`: makes films on this machine, and looks after a system that runs elsewhere. */
import { Command } from 'commander'
import { channelCommand } from './commands/channel.ts'
import { deadLettersCommand } from './commands/dead-letters.ts'
import { demoCommand } from './commands/demo.ts'
import { devCommand } from './commands/dev.ts'
import { doctorCommand } from './commands/doctor.ts'
import { migrateCommand } from './commands/migrate.ts'
import { runner } from './commands/run.ts'
import { submitCommand } from './commands/submit.ts'

const terminal = { out: process.stdout, err: process.stderr, env: process.env, cwd: process.cwd() }
const run = runner(terminal, (exitCode) => {
  process.exitCode = exitCode
})

await new Command('reelyard')
  .description('Turns a storyboard into a finished, narrated, captioned video.')
  .addCommand(demoCommand(run))
  .addCommand(devCommand(run))
  .addCommand(migrateCommand(run))
  .addCommand(doctorCommand(run))
  .addCommand(submitCommand(run))
  .addCommand(channelCommand(run))
  .addCommand(deadLettersCommand(run, process.stdin))
  .parseAsync()
