/** Values of options. Each reader throws InvalidArgumentError, which commander words. */
import { userInfo } from 'node:os'
import { InvalidArgumentError } from 'commander'

/** A reader of whole numbers. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
}

const SLOWEST = 0.001
const FASTEST = 1_000

/** Letters a second: `0.1` is one in ten seconds. */
export function readRate(text: string): number {
  const rate = Number(text)
  if (/^\d*\.?\d+$/.test(text) && rate >= SLOWEST && rate <= FASTEST) return rate
  throw new InvalidArgumentError(`It must be a number from ${SLOWEST} to ${FASTEST}.`)
}

const LONGEST_NAME = 200

/** Who does it. */
export function readName(text: string): string {
  if (text.trim() !== '' && text.length <= LONGEST_NAME) return text
  throw new InvalidArgumentError(`It must be a name of ${LONGEST_NAME} characters at most.`)
}

/** Who it is that sits at this machine. */
export function userOfMachine(): string {
  try {
    return `cli:${userInfo().username}`
  } catch {
    // A user id without a name: in a container, for one.
    return 'cli:unknown'
  }
}
