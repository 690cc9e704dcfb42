/** A look-ahead true-peak limiter, as one curve of gains for the whole film. */
import { HOP_SAMPLES } from '../quality/loudness.ts'
import { CHANNELS } from '../quality/pcm.ts'

/** Samples that share one node of the curve: a third of a millisecond. */
export const GROUP_SAMPLES = 16
/** Groups by which the gain is down before a peak: 5 ms. */
const LOOK_AHEAD = 15
/** How fast the gain comes back: the share of the way that it goes in each group, about 80 ms in all. */
const RELEASE = 1 / 240

/**
 * The limiter's gain at the start of each group, 1 where nothing is to be held back. `peaks` are the true peaks of the
 * groups, `gain` is what the sound is multiplied by besides, `ceiling` what it must not pass.
 */
export function limiterCurve(peaks: ArrayLike<number>, gain: number, ceiling: number): Float32Array {
  const held = heldGains(peaks, gain, ceiling)
  const curve = new Float32Array(peaks.length + 1)
  let sum = 0
  for (let group = 0; group < curve.length; group++) {
    sum += held[group] ?? 1
    sum -= group >= LOOK_AHEAD ? held[group - LOOK_AHEAD]! : 0
    curve[group] = group >= LOOK_AHEAD - 1 ? sum / LOOK_AHEAD : Math.min(...held.subarray(0, group + 1))
  }
  return curve
}

/**
 * Each 100 ms of the film's energy as it is with the gain and the curve applied. Where the sound peaks there is most of
 * its energy, and there the curve is lowest: so the groups count by the squares of their peaks.
 */
export function limitedHops(
  hops: readonly number[],
  peaks: ArrayLike<number>,
  gain: number,
  curve: Float32Array,
): number[] {
  const groups = HOP_SAMPLES / GROUP_SAMPLES
  return hops.map((energy, hop) => {
    let before = 0
    let after = 0
    for (let group = hop * groups; group < Math.min(peaks.length, (hop + 1) * groups); group++) {
      const weight = peaks[group]! ** 2
      before += weight
      after += weight * curve[group]! ** 2
    }
    return before > 0 ? (energy * gain ** 2 * after) / before : energy
  })
}

/** Multiplies a block, which starts at the film's sample `start`, by `gain` and by the curve. */
export function applyCurve(block: Float32Array, start: number, gain: number, curve: Float32Array): void {
  for (let i = 0; i < block.length; i += GROUP_SAMPLES * CHANNELS) {
    const group = (start + i / CHANNELS) / GROUP_SAMPLES
    const from = gain * curve[group]!
    const slope = (gain * (curve[group + 1] ?? curve[group]!) - from) / GROUP_SAMPLES
    const end = Math.min(block.length, i + GROUP_SAMPLES * CHANNELS)
    for (let c = i; c < end; c++) block[c] = block[c]! * (from + slope * ((c - i) >> 1))
  }
}

/** The lowest gain that each group's near future asks for, coming back slowly. */
function heldGains(peaks: ArrayLike<number>, gain: number, ceiling: number): Float32Array {
  const held = new Float32Array(peaks.length).fill(1)
  for (let group = 0; group < held.length; group++) {
    const needed = ceiling / (gain * peaks[group]!)
    if (needed >= 1) continue
    // One group longer than the peak's own: the curve is drawn in lines from group to group.
    const end = Math.min(held.length, group + 2)
    for (let near = Math.max(0, group - LOOK_AHEAD); near < end; near++) held[near] = Math.min(held[near]!, needed)
  }
  let last = 1
  for (let group = 0; group < held.length; group++) {
    last = Math.min(held[group]!, last + (1 - last) * RELEASE)
    held[group] = last
  }
  return held
}
