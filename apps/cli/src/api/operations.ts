/** `reelyard workers`, `queues`, `pause`, `resume`. */
import { STEP_NAMES, type StepName } from '@reelyard/core'
import { Option, type Command } from 'commander'
import type { Run } from '../commands/run.ts'
import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'
import { sayLines, shownStep } from '../shown.ts'
import { wrongUse } from '../strict-command.ts'
import { agoOf, sayTable, stateCell } from '../table.ts'
import { given } from './given.ts'
import { apiCommand, atApi, type ApiOptions, type ApiPlace } from './place.ts'

/** Who works. */
export function workersCommand(run: Run): Command {
  return apiCommand('workers', {
    description: 'Lists the workers, and what they do.',
    examples: ['workers', 'workers --json'],
    note: 'It ends with 1 where no worker is alive.',
  }).action((options: ApiOptions) =>
    atApi(run, options, async ({ client, terminal, json, show }) => {
      const answer = await client.workers()
      const { workers } = answer
      if (json) show(answer, () => [])
      else if (workers.length === 0) sayLines(terminal.out, ['No workers.'])
      else {
        sayTable(
          terminal,
          ['NAME', 'STATE', 'SLOTS', 'HEARD OF', 'AT WORK ON'],
          workers.map(({ name, alive, state, running, slots, lastHeartbeatAt, tasks }) => [
            name,
            stateCell(alive ? state : 'dead'),
            `${running}/${slots}`,
            `${agoOf(lastHeartbeatAt)} ago`,
            tasks.map(shownStep).join(', '),
          ]),
        )
      }
      return workers.some(({ alive }) => alive) ? EXIT.done : EXIT.failed
    }),
  )
}

/** What waits. */
export function queuesCommand(run: Run): Command {
  return apiCommand('queues', {
    description: 'Shows how much waits and runs, step by step, and what is paused.',
    examples: ['queues', 'queues --json'],
  }).action((options: ApiOptions) =>
    atApi(run, options, async ({ client, terminal, json, show }) => {
      const answer = await client.queues()
      if (json) return show(answer, () => [])
      const { pauses } = await client.pauses()
      sayTable(
        terminal,
        ['STEP', 'WAITING', 'LATER', 'RUNNING', 'OLDEST', 'DEAD', ''],
        answer.queues.map(({ step, waiting, delayed, running, oldestSeconds, deadLetters, paused }) => {
          const oldest = oldestSeconds === null ? '-' : `${Math.round(oldestSeconds)} s`
          const counts = [waiting, delayed, running].map(String)
          return [step, ...counts, oldest, String(deadLetters), paused ? stateCell('paused') : '']
        }),
      )
      for (const pause of pauses) sayLines(terminal.out, [`Paused: ${shownPause(pause)}`])
    }),
  )
}

interface PauseOptions extends ApiOptions {
  step?: StepName
  channel?: string
  all: boolean
  reason?: string
}

/** Holds something back. */
export function pauseCommand(run: Run): Command {
  return withPlace(
    apiCommand('pause', {
      description: 'Holds back a step, a channel, a step of a channel, or everything. What runs goes on.',
      examples: ['pause --step publish --reason "quota"', 'pause --channel nature', 'pause --all'],
      note: 'Orders are taken meanwhile, and wait.',
    }),
  )
    .option('--reason <text>', 'for others who wonder')
    .action(({ step, channel, all, reason, ...options }: PauseOptions) =>
      atApi(run, options, async ({ client, show }) => {
        assertNamed({ step, channel, all })
        const pause = await client.pause(given({ step, channel, reason }))
        show(pause, () => [`Paused: ${shownPause(pause)}`])
      }),
    )
}

/** Lets it go on. */
export function resumeCommand(run: Run): Command {
  return withPlace(
    apiCommand('resume', {
      description: 'Ends a pause: workers go on at once.',
      examples: ['resume --step publish', 'resume --channel nature', 'resume --all'],
      note: 'It ends the pause of exactly that: --all does not end the pause of a step.',
    }),
  ).action(({ step, channel, all, ...options }: PauseOptions) =>
    atApi(run, options, async ({ client, show }) => {
      assertNamed({ step, channel, all })
      const pause = await pauseOf(client, step ?? null, channel ?? null)
      await client.resume(pause.id)
      show(pause, () => [`Goes on: ${shownPause(pause)}`])
    }),
  )
}

function withPlace(command: ReturnType<typeof apiCommand>) {
  return command
    .addOption(new Option('--step <step>', 'this step').choices(STEP_NAMES))
    .option('--channel <id>', 'this channel')
    .option('--all', 'everything', false)
}

function assertNamed({ step, channel, all }: { step?: unknown; channel?: unknown; all: boolean }): void {
  const named = step !== undefined || channel !== undefined
  if (all === named) throw wrongUse('Say what: --step, --channel, both, or --all alone.')
}

async function pauseOf(client: ApiPlace['client'], step: string | null, channel: string | null) {
  const { pauses } = await client.pauses()
  const found = pauses.find((pause) => pause.step === step && pause.channel === channel)
  if (found) return found
  throw new CommandError('There is no such pause: `reelyard queues` shows what is paused.', EXIT.refused)
}

function shownPause(pause: { step: string | null; channel: string | null; reason: string | null; pausedBy: string }) {
  const { step, channel, reason, pausedBy } = pause
  const what = [step, channel && `channel ${channel}`].filter(Boolean).join(' of ') || 'everything'
  return `${what}, by ${pausedBy}${reason === null ? '' : `: ${reason}`}`
}
