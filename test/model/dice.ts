/** Choices of a command, out of the numbers that fast-check gave it: smaller numbers are earlier choices. */
export interface Dice {
  /** From 0 up to `sides`, without it. */
  roll(sides: number): number
  chance(share: number): boolean
  /** Undefined where there is nothing to pick from. */
  pick<Value>(from: readonly Value[]): Value | undefined
}

/** Numbers that a command may use. */
export const ROLLS = 10

export const DICE_SIDES = 2 ** 16

export function createDice(numbers: readonly number[]): Dice {
  let next = 0
  const roll = (sides: number) => (numbers[next++ % numbers.length] ?? 0) % sides
  return {
    roll,
    chance: (share) => roll(1_000) >= 1_000 * (1 - share),
    pick: (from) => (from.length === 0 ? undefined : from[roll(from.length)]),
  }
}
