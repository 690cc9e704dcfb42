/** The peak of the wave between the samples: what a player's converter makes of them (dBTP, ITU-R BS.1770-4 annex 2). */
import { CHANNELS } from './pcm.ts'

/** Points looked at for each sample: itself and three between it and the next. */
const OVERSAMPLING = 4
/** Samples on each side that shape a point between two samples. */
const REACH = 12
const TAPS = 2 * REACH
/** Between loud samples a wave rises at most this much over them; real sound stays well under it. */
const RISE_LIMIT = 1.6

const KERNELS = kernels()

/** Looks at stereo sound block by block and gives the highest absolute value of each group of samples. */
export class TruePeakFinder {
  readonly #groupSamples: number
  readonly #floor: () => number
  readonly #found: (peak: number) => void
  /** Begins with the last samples of the block before (at first silence), so that no point lies at an edge. */
  #sound = new Float32Array(0)
  #pending = REACH * CHANNELS

  /**
   * `found` is called once for each group of `groupSamples` stereo samples, in order. `floor()`, called for each block, is
   * the value under which the caller does not care: a group whose samples all lie far under it is passed with its highest
   * sample.
   */
  constructor(groupSamples: number, floor: () => number, found: (peak: number) => void) {
    this.#groupSamples = groupSamples
    this.#floor = floor
    this.#found = found
  }

  /** Interleaved stereo. */
  add(block: Float32Array): void {
    const filled = this.#pending + block.length
    if (this.#sound.length < filled) this.#grow(filled)
    this.#sound.set(block, this.#pending)
    const length = filled / CHANNELS
    const careFrom = this.#floor() / RISE_LIMIT
    let at = REACH
    for (; at + this.#groupSamples + REACH <= length; at += this.#groupSamples) {
      this.#found(groupPeak(this.#sound, at, this.#groupSamples, careFrom))
    }
    this.#sound.copyWithin(0, (at - REACH) * CHANNELS, filled)
    this.#pending = filled - (at - REACH) * CHANNELS
  }

  /** Ends with silence after the last sample; call it once after the last block. */
  finish(): void {
    const rest = this.#pending / CHANNELS - REACH
    if (rest <= 0) return
    const groups = Math.ceil(rest / this.#groupSamples)
    this.add(new Float32Array((groups * this.#groupSamples + REACH - rest) * CHANNELS))
  }

  #grow(length: number): void {
    const longer = new Float32Array(length)
    longer.set(this.#sound.subarray(0, this.#pending))
    this.#sound = longer
  }
}

function groupPeak(sound: Float32Array, at: number, count: number, careFrom: number): number {
  const end = (at + count) * CHANNELS
  let peak = 0
  for (let i = at * CHANNELS; i < end; i++) {
    const value = Math.abs(sound[i]!)
    if (value > peak) peak = value
  }
  if (peak < careFrom) return peak
  // One sample before the group as well: the wave may rise between it and the group's first.
  for (let i = (at - 1) * CHANNELS; i < end; i++) {
    if (Math.abs(sound[i]!) < careFrom && Math.abs(sound[i + CHANNELS]!) < careFrom) continue
    for (let phase = 0; phase < OVERSAMPLING - 1; phase++) {
      const value = Math.abs(between(sound, i, phase * TAPS))
      if (value > peak) peak = value
    }
  }
  return peak
}

function between(sound: Float32Array, index: number, kernel: number): number {
  let sum = 0
  let at = index - (REACH - 1) * CHANNELS
  for (let tap = 0; tap < TAPS; tap++, at += CHANNELS) sum += sound[at]! * KERNELS[kernel + tap]!
  return sum
}

/** Windowed sinc for the points at 1/4, 2/4 and 3/4 between two samples. */
function kernels(): Float64Array {
  const table = new Float64Array((OVERSAMPLING - 1) * TAPS)
  for (let phase = 1; phase < OVERSAMPLING; phase++) {
    for (let tap = 0; tap < TAPS; tap++) {
      const x = tap - (REACH - 1) - phase / OVERSAMPLING
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / (REACH + 0.5))
      table[(phase - 1) * TAPS + tap] = (Math.sin(Math.PI * x) / (Math.PI * x)) * window
    }
  }
  return table
}
