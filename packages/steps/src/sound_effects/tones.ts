/** Short sounds with a pitch or a click, to be placed on the canvas. */
import { filter, type Biquad } from '../sound/biquad.ts'
import type { Random } from '../sound/random.ts'
import { rate, whiteNoise } from './canvas.ts'

/** How a sound begins and ends, in seconds. */
export interface Envelope {
  attack: number
  /** Time to fall to about a third; the sound ends at five times that. */
  decay: number
}

/** A struck sound: a sine that dies away, its pitch gliding from one frequency to another (Hz). */
export function struck(from: number, to: number, { attack, decay }: Envelope): Float32Array {
  const samples = new Float32Array(Math.ceil((attack + decay * 5) * rate))
  const fall = Math.exp(-1 / (decay * rate))
  const attackFrames = Math.max(1, attack * rate)
  // The sine is a point that goes round: each step turns it, and turns the turn as the pitch glides.
  const first = (2 * Math.PI * from) / rate
  const glide = (2 * Math.PI * (to - from)) / rate / samples.length
  const [glideCos, glideSin] = [Math.cos(glide), Math.sin(glide)]
  let [turnCos, turnSin] = [Math.cos(first), Math.sin(first)]
  let [cos, sin] = [1, 0]
  let level = 1
  for (let i = 0; i < samples.length; i++) {
    const nextCos = cos * turnCos - sin * turnSin
    sin = sin * turnCos + cos * turnSin
    cos = nextCos
    const nextTurn = turnCos * glideCos - turnSin * glideSin
    turnSin = turnSin * glideCos + turnCos * glideSin
    turnCos = nextTurn
    samples[i] = sin * (i < attackFrames ? i / attackFrames : (level *= fall))
  }
  return fadeOut(samples, 0.2)
}

/** A held tone: pitch and level follow functions of its own time, 0 to 1; overtones are factors of amplitude. */
export function sung(
  seconds: number,
  pitch: (share: number) => number,
  level: (share: number) => number,
  overtones: readonly number[] = [],
): Float32Array {
  const samples = new Float32Array(Math.ceil(seconds * rate))
  let phase = 0
  const step = 32
  for (let start = 0; start < samples.length; start += step) {
    const share = start / samples.length
    const turn = (2 * Math.PI * pitch(share)) / rate
    const from = level(share)
    const slope = (level(Math.min(1, share + step / samples.length)) - from) / step
    const end = Math.min(start + step, samples.length)
    const [turnCos, turnSin] = [Math.cos(turn), Math.sin(turn)]
    let [cos, sin] = [Math.cos(phase), Math.sin(phase)]
    for (let i = start; i < end; i++) {
      const nextCos = cos * turnCos - sin * turnSin
      sin = sin * turnCos + cos * turnSin
      cos = nextCos
      // Each overtone's sine from the two before it.
      let value = sin
      let before = 0
      let now = sin
      for (let k = 0; k < overtones.length; k++) {
        const next = 2 * cos * now - before
        before = now
        now = next
        value += overtones[k]! * now
      }
      samples[i] = value * (from + slope * (i - start))
    }
    phase += turn * (end - start)
  }
  return samples
}

/** A burst of filtered noise that dies away. */
export function burst(random: Random, { attack, decay }: Envelope, ...filters: readonly Biquad[]): Float32Array {
  const samples = filter(whiteNoise(random, Math.ceil((attack + decay * 5) * rate)), ...filters)
  const fall = Math.exp(-1 / (decay * rate))
  const attackFrames = Math.max(1, attack * rate)
  let level = 1
  for (let i = 0; i < samples.length; i++) samples[i]! *= i < attackFrames ? i / attackFrames : (level *= fall)
  return fadeOut(samples, 0.2)
}

/** A rise and a fall without corners: 0 at both ends, 1 in the middle. */
export function hump(share: number): number {
  return Math.sin(Math.PI * Math.min(1, Math.max(0, share))) ** 2
}

/** Up in a moment, held, down in a moment: shares of the whole. */
export function held(share: number, up: number, down: number): number {
  return Math.min(1, share / up, (1 - share) / down)
}

function fadeOut(samples: Float32Array, share: number): Float32Array {
  const frames = Math.floor(samples.length * share)
  for (let i = 0; i < frames; i++) samples[samples.length - 1 - i]! *= i / frames
  return samples
}
