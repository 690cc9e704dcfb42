/** `reelyard dead-letters show`: a letter, and all that is known of its task. */
import type { MoveView, Pipeline } from '@reelyard/pipeline'
import { CommandError } from '../command-error.ts'
import { printable, say } from '../terminal.ts'
import type { Place } from './at-work.ts'
import { attemptLines } from './attempt-lines.ts'
import { sayLines, shownJson, shownStep, shownTime } from '../shown.ts'
import { DONE } from './exit-codes.ts'

export interface ShowOptions {
  /** Log lines of each attempt: the last ones. */
  logLines: number
  json: boolean
}

type Letter = NonNullable<Awaited<ReturnType<Pipeline['getDeadLetter']>>>

/** Shows one letter, open or not. Throws CommandError where there is none. */
export async function showLetter(
  { pipeline, terminal: { out } }: Place,
  id: string,
  { logLines, json }: ShowOptions,
): Promise<number> {
  const letter = await pipeline.getDeadLetter(id)
  if (!letter) throw new CommandError(`There is no dead letter ${id}.`)
  if (json) say(out, shownJson(letter))
  else sayLines(out, letterLines(letter, logLines))
  return DONE
}

function letterLines(letter: Letter, logLines: number): string[] {
  const { task } = letter
  const head = [`Dead letter ${letter.id}`, ...fields(letter)]
  if (!task) return head
  return [
    ...head,
    ...section('Parameters', shownJson(task.parameters, 2).split('\n')),
    ...section(
      'Attempts',
      task.attempts.flatMap((attempt) => attemptLines(attempt, logLines)),
    ),
    ...section('Moves (UTC)', task.moves.flatMap(moveLines)),
  ]
}

function fields(letter: Letter): string[] {
  const { task, origin } = letter
  const video = letter.videoTitle === null ? '' : ` '${printable(letter.videoTitle)}'`
  const rows: [string, string | null][] = [
    ['failed', `${shownTime(letter.failedAt)} UTC${letter.attempt === 0 ? '' : `, in attempt ${letter.attempt}`}`],
    ['reason', `${printable(letter.code)}: ${printable(letter.message)}`],
    ['step', shownStep(letter)],
    ['channel', letter.channel],
    ['video', letter.videoId && `${letter.videoId}${video}`],
    ['task', letter.taskId && `${letter.taskId}, now ${task?.state ?? 'gone'}`],
    [
      'origin',
      `job ${origin.jobId} of ${origin.queue}${origin.worker === null ? '' : `, ${printable(origin.worker)}`}`,
    ],
    ['payload', shownJson(letter.payload)],
    ['ended', endingOf(letter)],
  ]
  return rows.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(8)} ${value}`]))
}

function endingOf({ ending, endedAt, endedBy }: Letter): string {
  if (ending === null || endedAt === null) return 'no: the letter is open'
  return `${ending} ${shownTime(endedAt)} UTC by ${printable(endedBy ?? '?')}`
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', title, ...(lines.length === 0 ? ['none'] : lines).map((line) => `  ${line}`)]
}

function moveLines({ at, event, from, to, attempt, by, reason }: MoveView): string[] {
  const line = `${shownTime(at)}  ${event}: ${from} -> ${to}  (attempt ${attempt}, ${printable(by)})`
  return reason === null ? [line] : [line, `    ${printable(reason)}`]
}
