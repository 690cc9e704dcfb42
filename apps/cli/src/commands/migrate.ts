import type { Command } from 'commander'
import { databaseUrlOf } from '../database-url.ts'
import { command } from '../strict-command.ts'
import { say } from '../terminal.ts'
import type { Run } from './run.ts'

/** `reelyard migrate`. */
export function migrateCommand(run: Run): Command {
  return command('migrate', {
    description: 'Brings the tables and queues at DATABASE_URL up to date. Harmless to repeat.',
    examples: ['migrate', 'migrate --json'],
  })
    .option('--json', 'print one JSON document', false)
    .action(({ json }: { json: boolean }) =>
      run(async ({ env, out }) => {
        const { migrate } = await import('@reelyard/pipeline')
        await migrate(await databaseUrlOf(env))
        say(out, json ? JSON.stringify({ migrated: true }) : 'The database is up to date.')
        return 0
      }),
    )
}
