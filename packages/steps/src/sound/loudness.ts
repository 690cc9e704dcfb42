/** Loudness as ITU-R BS.1770-4 measures it: K-weighted, gated at -70 LUFS and at 10 LU under what is left. */
import { KEEP_AWAKE, type Biquad } from './biquad.ts'

/** BS.1770's two filters, a shelf and a high pass; their figures are for this rate. */
const measuredRate = 48_000
const shelf: Biquad = {
  b0: 1.53512485958697,
  b1: -2.69169618940638,
  b2: 1.19839281085285,
  a1: -1.69065929318241,
  a2: 0.73248077421585,
}
const cut: Biquad = { b0: 1, b1: -2, b2: 1, a1: -1.99004745483398, a2: 0.99007225036621 }
const blockSamples = 0.4 * measuredRate
const hopSamples = 0.1 * measuredRate

/** Integrated loudness in LUFS of sound at 48 kHz; -Infinity where all of it is under the gate. */
export function loudnessOf(channels: readonly Float32Array[]): number {
  const energies = channels.map((samples) => hopEnergies(samples))
  const hops = energies[0]?.length ?? 0
  const hopsInBlock = Math.min(blockSamples / hopSamples, hops)
  const blocks: number[] = []
  for (let i = 0; i < hops - hopsInBlock + 1; i++) {
    let sum = 0
    for (const channel of energies) for (let k = i; k < i + hopsInBlock; k++) sum += channel[k]!
    blocks.push(sum / (hopsInBlock * hopSamples))
  }
  const heard = blocks.filter((energy) => lufs(energy) > -70)
  const gate = lufs(mean(heard)) - 10
  return lufs(mean(heard.filter((energy) => lufs(energy) > gate)))
}

/** Both filters and the square in one pass: no copy of the sound is made. */
function hopEnergies(samples: Float32Array): number[] {
  const energies: number[] = []
  let [s1, s2, c1, c2] = [0, 0, 0, 0]
  for (let start = 0; start < samples.length; start += hopSamples) {
    const end = Math.min(start + hopSamples, samples.length)
    let sum = 0
    for (let i = start; i < end; i++) {
      const x = samples[i]! + KEEP_AWAKE
      const y = shelf.b0 * x + s1
      s1 = shelf.b1 * x - shelf.a1 * y + s2
      s2 = shelf.b2 * x - shelf.a2 * y
      const z = cut.b0 * y + c1
      c1 = cut.b1 * y - cut.a1 * z + c2
      c2 = cut.b2 * y - cut.a2 * z
      sum += z * z
    }
    energies.push(sum)
  }
  return energies
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

function lufs(energy: number): number {
  return -0.691 + 10 * Math.log10(energy)
}

/** Decibels as a factor. */
export function factor(decibels: number): number {
  return 10 ** (decibels / 20)
}

/** Multiplies `samples` in place. */
export function scale(samples: Float32Array, by: number): Float32Array {
  for (let i = 0; i < samples.length; i++) samples[i] = samples[i]! * by
  return samples
}

/** The largest sample, by its absolute value. */
export function peakOf(samples: Float32Array): number {
  let largest = 0
  for (let i = 0; i < samples.length; i++) {
    const level = Math.abs(samples[i]!)
    if (level > largest) largest = level
  }
  return largest
}
