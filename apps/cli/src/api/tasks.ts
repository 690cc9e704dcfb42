/** `reelyard redo` and `logs`. */
import type { StepName } from '@reelyard/core'
import type { Command } from 'commander'
import type { Client } from '@reelyard/client'
import { CommandError } from '../command-error.ts'
import type { Run } from '../commands/run.ts'
import { readPatch } from '../dead-letters/patch-argument.ts'
import { EXIT } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import { sayLines, shownStep } from '../shown.ts'
import { wrongUse } from '../strict-command.ts'
import { say } from '../terminal.ts'
import { patchOf } from './assignments.ts'
import { given } from './given.ts'
import { apiCommand, atApi, type ApiOptions } from './place.ts'

interface RedoOptions extends ApiOptions {
  set?: string[]
  parameters?: string
  note?: string
}

/** Makes a task again, and what depends on it. */
export function redoCommand(run: Run): Command {
  return apiCommand('redo', {
    description: 'Makes one task again, and then what depends on it.',
    examples: [
      'redo TASK',
      'redo VIDEO assets 3 --set scene.visual="a red sun over the sea"',
      'redo VIDEO narration 1 --set voice=rms',
      'redo TASK --parameters \'{"scene": {"motion": "still"}}\'',
    ],
    note: 'A value of --set is taken as JSON where it is JSON, else as text.',
  })
    .argument('<id>', 'of the task, or of its video')
    .argument('[step]', 'where the id is a video')
    .argument('[scene]', 'where the step works scene by scene', wholeNumber(1, 200))
    .option('--set <name=value...>', 'changes one of the things that the task is told')
    .option('--parameters <file|json>', 'JSON merge patch: the same for many things')
    .option('--note <text>', 'why, for the history')
    .action((id: string, step: string | undefined, scene: number | undefined, options: RedoOptions) =>
      atApi(run, options, async ({ client, terminal, show }) => {
        const { parameters } = await readPatch(options.parameters, terminal)
        const change = patchOf(options.set ?? [], parameters)
        const taskId = step === undefined ? id : await taskOf(client, id, step as StepName, scene ?? null)
        const task = await client.redo(taskId, given({ parameters: change, note: options.note }))
        show(task, () => [`${shownStep(task)} is made again: task ${task.id}.`])
      }),
    )
}

async function taskOf(client: Client, videoId: string, step: StepName, scene: number | null): Promise<string> {
  const { tasks } = await client.video(videoId)
  const ofStep = tasks.filter((task) => task.step === step)
  const task = ofStep.find((one) => one.scene === scene)
  if (task) return task.id
  if (ofStep.length > 0 && scene === null) throw wrongUse(`${step} works scene by scene: name the scene as well.`)
  throw new CommandError(`The video has no task ${shownStep({ step, scene })}.`, EXIT.refused)
}

interface LogOptions extends ApiOptions {
  attempt?: number
  follow: boolean
}

/** The log of a task's script. */
export function logsCommand(run: Run): Command {
  return apiCommand('logs', {
    description: "Shows what a task's script said.",
    examples: ['logs TASK', 'logs TASK --follow', 'logs TASK --attempt 2'],
    note: 'With --json each line is one JSON string.',
  })
    .argument('<task>', 'its id, as `reelyard video` shows it')
    .option('--attempt <n>', 'of this attempt (default: the newest)', wholeNumber(1, 100_000))
    .option('-f, --follow', 'go on until the attempt ends', false)
    .action((id: string, { attempt, follow, ...options }: LogOptions) =>
      atApi(run, options, async ({ client, terminal, interruption, json }) => {
        for await (const line of client.logs(id, given({ attempt, follow, signal: interruption.stop }))) {
          if (json) say(terminal.out, JSON.stringify(line))
          else sayLines(terminal.out, [line])
        }
      }),
    )
}
