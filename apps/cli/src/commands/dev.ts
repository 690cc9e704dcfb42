import { InvalidArgumentError, type Command } from 'commander'
import type { DevOptions } from '../dev/run-dev.ts'
import { command } from '../strict-command.ts'
import { workerCount } from './demo.ts'
import type { Run } from './run.ts'

const DEFAULT_PORT = 3000

/** `reelyard dev`: see run-dev.ts. */
export function devCommand(run: Run): Command {
  return command('dev', {
    description:
      'Runs web app and workers with reload, at DATABASE_URL or on an embedded PostgreSQL that keeps its data.',
    examples: ['dev', 'dev --workers 1 --port 8080'],
  })
    .option('--workers <n>', 'how many workers', workerCount, 3)
    .option('--port <port>', 'of the API; 0: any free one', portNumber, DEFAULT_PORT)
    .action((options: DevOptions) =>
      run(async (terminal, interruption) => {
        const { runDev } = await import('../dev/run-dev.ts')
        return runDev(options, terminal, interruption)
      }),
    )
}

/** Reads an option. Throws InvalidArgumentError, which commander words. */
export function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
}
