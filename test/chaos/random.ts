/** Chance that can be had again: the same seed gives the same sequence. */

export interface Random {
  /** From `least` up to `most`. */
  between(least: number, most: number): number
  pick<Value>(from: readonly Value[]): Value
  chance(share: number): boolean
}

/** mulberry32: 32 bits of state, plenty for moments and victims. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    between: (least, most) => least + (most - least) * next(),
    pick: (from) => {
      const found = from[Math.floor(next() * from.length)]
      if (found === undefined) throw new RangeError('There is nothing to pick from.')
      return found
    },
    chance: (share) => next() < share,
  }
}
