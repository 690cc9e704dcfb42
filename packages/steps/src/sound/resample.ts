/** Change of sample rate by a polyphase windowed sinc: exact phases, no drift, stop band under -90 dB. */
import type { Sound } from './wave.ts'

/** Half the kernel's length, in samples of the slower rate. */
const halfWidth = 20
/** Kaiser's shape: about -90 dB in the stop band. */
const kaiserBeta = 9

/** The sound at another rate; for going up, or down by a little. */
export function resample({ samples, sampleRate }: Sound, to: number): Float32Array {
  if (sampleRate === to) return samples
  const divisor = greatestCommonDivisor(sampleRate, to)
  const up = to / divisor
  const down = sampleRate / divisor
  const kernels = phaseKernels(up, Math.min(1, to / sampleRate) * 0.97)
  const taps = 2 * halfWidth
  // Silence around the sound: then each output is a plain sum over as many inputs.
  const padded = new Float32Array(samples.length + taps)
  padded.set(samples, halfWidth)
  const output = new Float32Array(Math.floor((samples.length * up) / down))
  for (let i = 0, phase = 0, first = 1; i < output.length; i++) {
    const kernel = phase * taps
    let even = 0
    let odd = 0
    for (let k = 0; k < taps; k += 2) {
      even += padded[first + k]! * kernels[kernel + k]!
      odd += padded[first + k + 1]! * kernels[kernel + k + 1]!
    }
    output[i] = even + odd
    for (phase += down; phase >= up; phase -= up) first++
  }
  return output
}

function phaseKernels(phases: number, cutoff: number): Float64Array {
  const taps = 2 * halfWidth
  const kernels = new Float64Array(phases * taps)
  for (let phase = 0; phase < phases; phase++) {
    let sum = 0
    for (let k = 0; k < taps; k++) {
      const x = k - halfWidth + 1 - phase / phases
      const value = cutoff * sinc(x * cutoff) * kaiser(x / halfWidth)
      kernels[phase * taps + k] = value
      sum += value
    }
    for (let k = 0; k < taps; k++) kernels[phase * taps + k]! /= sum
  }
  return kernels
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(kaiserBeta * Math.sqrt(1 - x * x)) / bessel(kaiserBeta)
}

/** Modified Bessel function of the first kind, order zero. */
function bessel(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
