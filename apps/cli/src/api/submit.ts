/** `reelyard submit`. */
import type { Preview } from '@reelyard/client'
import type { Command } from 'commander'
import type { Run } from '../commands/run.ts'
import { EXIT } from '../exit-codes.ts'
import { asRefusal } from '../faults.ts'
import { readJsonFile } from '../json-file.ts'
import { sayLines } from '../shown.ts'
import { apiCommand, atApi, type ApiOptions, type ApiPlace } from './place.ts'
import { followToEnd } from './follow.ts'

interface SubmitOptions extends ApiOptions {
  watch: boolean
  dryRun: boolean
  idempotencyKey?: string
}

/** With --watch it ends with 1 where the video does not complete. */
export function submitCommand(run: Run): Command {
  return apiCommand('submit', {
    description: 'Orders a video.',
    examples: [
      'submit examples/tide-pool.json',
      'submit order.json --watch',
      'submit order.json --dry-run',
      'submit order.json --idempotency-key order-4711 --json',
    ],
    note: `It is sent again while nobody knows whether it arrived, and is taken once. With --watch --json the video at its
end is printed.`,
  })
    .argument('<file>', 'the order, a JSON file')
    .option('--watch', 'show how far the video is, until its end', false)
    .option('--dry-run', 'say what would be made, and make nothing', false)
    .option('--idempotency-key <key>', 'of your own: the same key orders the same video once, whoever sends it again')
    .action((file: string, options: SubmitOptions) => atApi(run, options, (place) => submit(place, file, options)))
}

async function submit(place: ApiPlace, file: string, options: SubmitOptions): Promise<number> {
  const { client, url, terminal, show } = place
  const order = (await readJsonFile(file, terminal)) as object
  const refused = (error: unknown): never => {
    throw asRefusal(file, error)
  }
  if (options.dryRun) {
    const plan = await client.previewVideo(order).catch(refused)
    show(plan, () => planLines(plan))
    return EXIT.done
  }
  const { idempotencyKey } = options
  const taken = await client.submitVideo(order, idempotencyKey === undefined ? {} : { idempotencyKey }).catch(refused)
  if (options.json) {
    if (!options.watch) show(taken, () => [])
  } else {
    sayLines(terminal.out, [`${url}${taken.links.self}`])
  }
  sayLines(
    terminal.err,
    taken.warnings.map(({ pointer, message }) => `warning: ${pointer || '/'}  ${message}`),
  )
  return options.watch ? followToEnd(place, taken.id) : EXIT.done
}

function planLines({ plan, estimate, warnings }: Preview): string[] {
  return [
    `${plan.tasks} tasks, ${plan.scenes} scenes`,
    ...plan.steps.map(({ step, tasks }) => `  ${step.padEnd('sound_effects'.length)}  ${tasks}`),
    `a film of ${estimate.filmSeconds} s, some ${estimate.workSeconds} s of work`,
    ...warnings.map(({ pointer, message }) => `warning: ${pointer || '/'}  ${message}`),
  ]
}
