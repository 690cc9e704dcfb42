import { styleText } from 'node:util'

const PAINTS = ['cyan', 'green', 'magenta', 'yellow', 'blue'] as const

const WIDTH = 9

/** A log line under the name of its process; each name keeps its colour. */
export function prefixed(name: string, line: string, color: boolean): string {
  const prefix = `${name.padEnd(WIDTH)} |`
  const sum = [...name].reduce((total, character) => total + character.codePointAt(0)!, 0)
  const paint = PAINTS[sum % PAINTS.length]!
  return `${color ? styleText(paint, prefix, { validateStream: false }) : prefix} ${line}`
}
