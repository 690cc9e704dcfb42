import { InvalidArgumentError, type Command } from 'commander'
import type { DemoOptions } from '../demo/run-demo.ts'
import { DEMO_ORDER } from '../project.ts'
import { command } from '../strict-command.ts'
import type { Run } from './run.ts'

const MOST_WORKERS = 16

/** `reelyard demo`: see run-demo.ts. */
export function demoCommand(run: Run): Command {
  return command('demo', {
    description: 'Makes a film: starts everything on this machine, and ends it again.',
    examples: ['demo', 'demo my-storyboard.json --out films', 'demo --json > summary.json'],
  })
    .argument('[storyboard]', 'the order, a JSON file', DEMO_ORDER)
    .option('--out <dir>', 'receives the film and what belongs to it', 'out')
    .option('--workers <n>', `how many workers, 1 to ${MOST_WORKERS}`, workerCount, 3)
    .option('--keep', 'leave everything running until Ctrl-C', false)
    .option('--json', 'print a summary as one JSON line at the end, all else to stderr', false)
    .option('--channel <file>', 'create this channel first, and use it for an order that names none')
    .action((storyboard: string, options: Omit<DemoOptions, 'storyboard'>) =>
      run(async (terminal, interruption) => {
        const { runDemo } = await import('../demo/run-demo.ts')
        return runDemo({ ...options, storyboard }, terminal, interruption)
      }),
    )
}

/** Reads an option. Throws InvalidArgumentError, which commander words. */
export function workerCount(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_WORKERS) return count
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_WORKERS}.`)
}
