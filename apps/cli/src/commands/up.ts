import type { Command } from 'commander'
import type { UpOptions } from '../up/run-up.ts'
import { command } from '../strict-command.ts'
import { portNumber } from './dev.ts'
import { workerCount } from './demo.ts'
import type { Run } from './run.ts'

const DEFAULT_PORT = 3000

/** `reelyard up`: see run-up.ts. */
export function upCommand(run: Run): Command {
  return command('up', {
    description: 'Runs everything in the foreground: PostgreSQL, the web app and workers. What they make is kept.',
    examples: ['up', 'up --workers 1 --port 8080', 'up --json 2> up.log'],
    note: `It ends with 0 when it is told to (Ctrl-C, SIGTERM), and with 1 where something does not start. A process that
ends by itself is started again, up to 4 times in a row. REELYARD_HOME names the folder that it keeps things in.`,
  })
    .option('--workers <n>', 'how many workers', workerCount, 3)
    .option('--port <port>', 'of the API; 0: any free one', portNumber, DEFAULT_PORT)
    .option('--database-url <url>', 'a PostgreSQL to use (default: DATABASE_URL, then an embedded one)')
    .option('--json', 'print one line of JSON when ready: url, adminKey, pids; logs go to stderr', false)
    .action((options: UpOptions) =>
      run(async (terminal, interruption) => {
        const { runUp } = await import('../up/run-up.ts')
        return runUp(options, terminal, interruption)
      }),
    )
}
