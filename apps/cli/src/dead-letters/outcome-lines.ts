import { printable } from '../terminal.ts'
import type { Letter, Outcome } from './selection.ts'
import { shownStep } from '../shown.ts'

const STEP_COLUMNS = 'sound_effects 200'.length

/** A line a letter: what became of it, or why nothing did, with each fault of a change of its inputs. */
export function outcomeLines(
  items: readonly Outcome[],
  letters: readonly Letter[],
  doneWord: (item: Outcome & { done: true }) => string,
): string[] {
  const known = new Map(letters.map((letter) => [letter.id, letter]))
  return items.flatMap((item) => {
    const letter = known.get(item.id)
    const head = `${item.id}  ${(letter ? shownStep(letter) : '?').padEnd(STEP_COLUMNS)}  `
    return item.done ? [`${head}${doneWord(item)}`] : [`${head}refused`, ...reasonLines(item)]
  })
}

function reasonLines({ code, message, faults = [] }: Outcome & { done: false }): string[] {
  return [
    `    ${code}: ${printable(message)}`,
    ...faults.map((fault) => `    ${printable(fault.pointer) || '/'}  ${printable(fault.message)}`),
  ]
}
