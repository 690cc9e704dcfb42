/**
 * What ambience is painted on: a stereo loop whose end runs into its start. Everything here keeps that true: noise
 * is folded over the seam, slow changes come round to where they began, and a sound placed near the end goes on at
 * the start.
 */
import { filter, KEEP_AWAKE, type Biquad } from '../sound/biquad.ts'
import type { Random } from '../sound/random.ts'

export const rate = 48_000
export const loopSeconds = 16
export const loopFrames = rate * loopSeconds
/** Noise overlaps itself for this long at the seam. */
const foldFrames = rate / 2
/** Slow changes are drawn once a block and run straight between. */
const blockFrames = 64

export interface Canvas {
  left: Float32Array
  right: Float32Array
}

/** A slow change over the loop: a value a block. */
export type Curve = Float32Array

/** An empty loop. */
export function newCanvas(): Canvas {
  return { left: new Float32Array(loopFrames), right: new Float32Array(loopFrames) }
}

/** White noise through one filter or more, seamless: one channel of the loop's length. */
export function noise(random: Random, first: Biquad, ...filters: readonly Biquad[]): Float32Array {
  const raw = filter(filteredNoise(random, first, loopFrames + foldFrames), ...filters)
  for (let i = 0; i < foldFrames; i++) {
    const share = i / foldFrames
    raw[i] = raw[i]! * Math.sqrt(share) + raw[loopFrames + i]! * Math.sqrt(1 - share)
  }
  return raw.subarray(0, loopFrames)
}

/** Filters a loop in place as if it had always been running. */
export function filterLoop(side: Float32Array, { b0, b1, b2, a1, a2 }: Biquad): void {
  let z1 = 0
  let z2 = 0
  for (let i = loopFrames - foldFrames; i < loopFrames; i++) {
    const x = side[i]! + KEEP_AWAKE
    const y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
  }
  for (let i = 0; i < loopFrames; i++) {
    const x = side[i]! + KEEP_AWAKE
    const y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
    side[i] = y
  }
}

/** White noise, -1 to 1. */
export function whiteNoise(random: Random, frames: number): Float32Array {
  const samples = new Float32Array(frames)
  let state = (random() * 0x7fffffff) | 1
  for (let i = 0; i < frames; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    samples[i] = state / 0x80000000
  }
  return samples
}

/** White noise through a filter, in one pass. */
function filteredNoise(random: Random, { b0, b1, b2, a1, a2 }: Biquad, frames: number): Float32Array {
  const samples = new Float32Array(frames)
  let state = (random() * 0x7fffffff) | 1
  let z1 = 0
  let z2 = 0
  for (let i = 0; i < frames; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const x = state / 0x80000000
    const y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
    samples[i] = y
  }
  return samples
}

/** A wandering curve from 0 to 1, with movements of `slowest` to `fastest` seconds. */
export function wander(random: Random, slowest: number, fastest: number): Curve {
  const curve = new Float32Array(loopFrames / blockFrames + 1)
  const first = Math.max(1, Math.round(loopSeconds / slowest))
  const last = Math.max(first + 1, Math.round(loopSeconds / fastest))
  for (let k = 0; k < 5; k++) {
    const cycles = first + Math.floor(random() * (last - first + 1))
    const phase = random() * 2 * Math.PI
    addSine(curve, cycles / (curve.length - 1), phase, 1)
  }
  const low = curve.reduce((a, b) => Math.min(a, b), Infinity)
  const high = curve.reduce((a, b) => Math.max(a, b), -Infinity)
  return curve.map((value) => (value - low) / (high - low))
}

/** Adds a sine of so many turns a sample. */
export function addSine(samples: Float32Array, turns: number, phase: number, gain: number): void {
  const angle = 2 * Math.PI * turns
  const turn = 2 * Math.cos(angle)
  let before = Math.sin(phase - angle) * gain
  let now = Math.sin(phase) * gain
  for (let i = 0; i < samples.length; i++) {
    samples[i]! += now
    const next = turn * now - before
    before = now
    now = next
  }
}

/** A curve from a function of the time in seconds, which must come round in `loopSeconds`. */
export function curveOf(value: (seconds: number) => number): Curve {
  return Float32Array.from({ length: loopFrames / blockFrames + 1 }, (_, i) => value((i * blockFrames) / rate))
}

/** Adds a channel-long sound to one side: times a gain, and times a curve if there is one. */
export function lay(side: Float32Array, samples: Float32Array, gain: number, curve?: Curve): void {
  if (!curve) {
    for (let i = 0; i < loopFrames; i++) side[i]! += samples[i]! * gain
    return
  }
  for (let block = 0; block * blockFrames < loopFrames; block++) {
    let level = curve[block]! * gain
    const step = (curve[block + 1]! * gain - level) / blockFrames
    for (let i = block * blockFrames; i < (block + 1) * blockFrames; i++) {
      side[i]! += samples[i]! * level
      level += step
    }
  }
}

/** Adds a short sound at a time, panned from -1 (left) to 1 (right) at equal power; the seam is no border. */
export function place(canvas: Canvas, samples: Float32Array, seconds: number, gain: number, pan: number): void {
  const start = Math.round((((seconds % loopSeconds) + loopSeconds) % loopSeconds) * rate) % loopFrames
  const angle = ((pan + 1) * Math.PI) / 4
  for (let from = 0, at = start; from < samples.length; from += loopFrames - at, at = 0) {
    const part = samples.subarray(from, from + loopFrames - at)
    addAt(canvas.left, at, part, Math.cos(angle) * gain)
    addAt(canvas.right, at, part, Math.sin(angle) * gain)
  }
}

function addAt(side: Float32Array, at: number, samples: Float32Array, gain: number): void {
  for (let i = 0; i < samples.length; i++) side[at + i]! += samples[i]! * gain
}
