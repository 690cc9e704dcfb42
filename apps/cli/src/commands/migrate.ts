import { migrate } from '@reelyard/pipeline'
import { databaseUrl, readEnvironment } from '@reelyard/runtime'
import { Command } from 'commander'
import { z } from 'zod'
import { say } from '../terminal.ts'
import type { Run } from './run.ts'

/** What each command that works on the database itself reads. */
export const databaseEnvironment = z.object({ DATABASE_URL: databaseUrl })

/** `reelyard migrate`. */
export function migrateCommand(run: Run): Command {
  return new Command('migrate')
    .description('Brings the tables and queues at DATABASE_URL up to date. Harmless to repeat.')
    .action(() =>
      run(async ({ env, out }) => {
        await migrate(readEnvironment(databaseEnvironment, env).DATABASE_URL)
        say(out, 'The database is up to date.')
        return 0
      }),
    )
}
