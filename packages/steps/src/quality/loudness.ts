/** Loudness of stereo sound as ITU-R BS.1770-4 and EBU Tech 3342 measure it, over a film of any length. */
import { CHANNELS, SAMPLE_RATE } from './pcm.ts'

/** Stereo samples between two measurements: 100 ms. */
export const HOP_SAMPLES = SAMPLE_RATE / 10
/** A gating block is 400 ms, a short-term window 3 s. */
const BLOCK_HOPS = 4
const SHORT_TERM_HOPS = 30
const ABSOLUTE_GATE = -70

/** Takes sound block by block; `hops` holds the mean K-weighted energy of each 100 ms, both channels summed. */
export class LoudnessMeter {
  readonly hops: number[] = []
  readonly #states = [new Float64Array(4), new Float64Array(4)]
  #energy = 0
  #filled = 0

  /** Interleaved stereo. */
  add(block: Float32Array): void {
    const length = block.length / CHANNELS
    for (let at = 0; at < length;) {
      const count = Math.min(HOP_SAMPLES - this.#filled, length - at)
      for (let channel = 0; channel < CHANNELS; channel++) {
        this.#energy += weightedEnergy(block, at * CHANNELS + channel, count, this.#states[channel]!)
      }
      at += count
      this.#filled += count
      if (this.#filled === HOP_SAMPLES) this.finish()
    }
  }

  /** Ends the hop that is under way; call it once after the last block. */
  finish(): void {
    if (this.#filled === 0) return
    this.hops.push(this.#energy / this.#filled)
    this.#energy = 0
    this.#filled = 0
  }
}

/** LUFS; -Infinity for silence. */
export function integratedLoudness(hops: ArrayLike<number>): number {
  const blocks = windows(hops, BLOCK_HOPS, 1).filter((energy) => lufs(energy) > ABSOLUTE_GATE)
  const gate = lufs(mean(blocks)) - 10
  return lufs(mean(blocks.filter((energy) => lufs(energy) > gate)))
}

/** LU between the quiet and the loud parts; 0 where there is too little sound to say. */
export function loudnessRange(hops: ArrayLike<number>): number {
  const windowed = windows(hops, SHORT_TERM_HOPS, 1).filter((energy) => lufs(energy) > ABSOLUTE_GATE)
  const gate = lufs(mean(windowed)) - 20
  const levels = windowed
    .map(lufs)
    .filter((level) => level > gate)
    .sort((a, b) => a - b)
  if (levels.length < 2) return 0
  return levels[Math.round((levels.length - 1) * 0.95)]! - levels[Math.round((levels.length - 1) * 0.1)]!
}

/** Energy as LUFS. */
function lufs(energy: number): number {
  return -0.691 + 10 * Math.log10(energy)
}

function windows(hops: ArrayLike<number>, size: number, step: number): number[] {
  const length = Math.min(size, hops.length)
  const energies: number[] = []
  for (let from = 0; length > 0 && from + length <= hops.length; from += step) {
    let sum = 0
    for (let i = from; i < from + length; i++) sum += hops[i]!
    energies.push(sum / length)
  }
  return energies
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** BS.1770's shelf and high-pass for 48 kHz, both in one loop; `state` carries them from block to block. */
function weightedEnergy(block: Float32Array, first: number, count: number, state: Float64Array): number {
  let [s1, s2, h1, h2] = state as unknown as [number, number, number, number]
  let energy = 0
  const end = first + count * CHANNELS
  for (let i = first; i < end; i += CHANNELS) {
    const x = block[i]!
    const shelved = 1.53512485958697 * x + s1
    s1 = -2.69169618940638 * x + 1.69065929318241 * shelved + s2
    s2 = 1.19839281085285 * x - 0.73248077421585 * shelved
    const y = shelved + h1
    h1 = -2 * shelved + 1.99004745483398 * y + h2
    h2 = shelved - 0.99007225036621 * y
    energy += y * y
  }
  // Left to decay in silence, the filters' states would become denormal numbers, which are very slow.
  state.set([s1, s2, h1, h2].map((value) => (Math.abs(value) < 1e-20 ? 0 : value)))
  return energy
}
