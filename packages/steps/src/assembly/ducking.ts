/** How far the ambience steps back under the voice: known beforehand, so it moves early, softly and never pumps. */
import { SAMPLE_RATE } from '../quality/pcm.ts'

/** Samples between two values of the curve: 10 ms. */
export const STEP_SAMPLES = SAMPLE_RATE / 100
/** How much lower the ambience lies under the voice than in the pauses. */
const DUCK_DECIBELS = -7
/** Steps by which the ambience is down before a word, and stays down after it: short gaps in speech stay ducked. */
const AHEAD = 18
const HOLD = 38
/** Steps that a move takes: two moving averages of half of it make an S-curve. */
const MOVE = 44
/** Speech is what is louder than this, in mean square. */
const HEARD = 10 ** (-45 / 10)

/** Marks the steps of the film in which `samples` (one channel), starting at the sample `from`, are heard. */
export function markVoice(voiced: Uint8Array, samples: Int16Array, from: number, gain: number): void {
  const floor = (HEARD / gain ** 2) * 32768 ** 2
  for (let at = 0; at < samples.length; at += STEP_SAMPLES) {
    const end = Math.min(samples.length, at + STEP_SAMPLES)
    let energy = 0
    for (let i = at; i < end; i++) energy += samples[i]! * samples[i]!
    if (energy > floor * (end - at)) voiced[Math.floor((from + at) / STEP_SAMPLES)] = 1
  }
}

/** The ambience's gain at each step: 1 in the pauses. */
export function duckingCurve(voiced: Uint8Array): Float32Array {
  const ducked = new Float32Array(voiced.length)
  voiced.forEach((heard, step) => {
    if (heard) ducked.fill(1, Math.max(0, step - AHEAD), step + HOLD)
  })
  const smooth = average(average(ducked, MOVE / 2), MOVE / 2)
  return smooth.map((depth) => 10 ** ((depth * DUCK_DECIBELS) / 20))
}

/** A centred moving average; past the ends the first and the last value go on. */
function average(values: Float32Array, width: number): Float32Array {
  const half = width / 2
  const at = (index: number) => values[Math.max(0, Math.min(values.length - 1, index))] ?? 0
  const averaged = new Float32Array(values.length)
  let sum = 0
  for (let i = -half; i < half; i++) sum += at(i)
  for (let i = 0; i < values.length; i++) {
    sum += at(i + half)
    averaged[i] = sum / (width + 1)
    sum -= at(i - half)
  }
  return averaged
}
