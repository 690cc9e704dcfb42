/** Nobody changes many letters by a slip of the hand. */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { CommandError } from '../command-error.ts'
import type { Screen } from '../terminal.ts'
import type { Letter } from './selection.ts'
import { counted } from '../shown.ts'
import { wrongUse } from '../strict-command.ts'

/** Where a person answers, if it is a terminal. */
export type Keyboard = Readable & { isTTY?: boolean }

export interface Question {
  /** What is about to be done: `Redrive`. */
  verb: string
  letters: readonly Letter[]
  /** Said beforehand, so that nobody is asked. */
  yes: boolean
  keyboard: Keyboard
  /** Where the question is shown. */
  screen: Screen
  /** Aborts the question, with its reason. */
  stop: AbortSignal
}

/** Resolves if it may be done. Throws CommandError where the answer is no, and where there is nobody to ask. */
export async function confirm({ verb, letters, yes, keyboard, screen, stop }: Question): Promise<void> {
  if (yes || letters.length <= 1) return
  if (!keyboard.isTTY || !screen.isTTY) {
    throw wrongUse(`These are ${counted(letters.length, 'dead letter')}: say --yes to ${verb.toLowerCase()} them.`)
  }
  screen.write(`${verb} ${counted(letters.length, 'dead letter')} (${stepsOf(letters)})? [y/N] `)
  if (!/^y(es)?$/i.test((await readAnswer(keyboard, stop)).trim())) throw new CommandError('Nothing was changed.')
}

function stepsOf(letters: readonly Letter[]): string {
  const bySteps = Object.groupBy(letters, ({ step }) => step)
  return Object.entries(bySteps)
    .map(([step, some]) => `${step} ${some.length}`)
    .join(', ')
}

/** A line, or nothing at the end of input. The terminal stays as it is, so that Ctrl-C is the signal that it always is. */
function readAnswer(keyboard: Keyboard, stop: AbortSignal): Promise<string> {
  const reader = createInterface({ input: keyboard, terminal: false })
  return new Promise<string>((resolve, reject) => {
    stop.addEventListener('abort', () => reject(stop.reason as Error))
    reader.once('line', resolve).once('close', () => resolve(''))
  }).finally(() => reader.close())
}
