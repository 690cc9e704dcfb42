/** Voices of animals. */
import { bandPass, lowPass } from '../sound/biquad.ts'
import { between, type Random } from '../sound/random.ts'
import { curveOf, lay, loopFrames, loopSeconds, noise, place, rate, wander } from './canvas.ts'
import type { Maker } from './mood.ts'
import { held, hump, sung } from './tones.ts'

/** A tawny owl: one long call, a rest, and a trembling answer. */
export const owl: Maker = (canvas, random) => {
  const pan = between(random, -0.5, 0.5)
  const pitch = between(random, 350, 410)
  const hoot = (seconds: number, tremble: number) =>
    sung(
      seconds,
      (s) => pitch * (0.93 + 0.09 * hump(s)) + tremble * 6 * Math.sin(s * seconds * 78),
      (s) => hump(Math.min(1, s * 1.1)) ** 0.7 * (1 - tremble * 0.45 * (0.5 + 0.5 * Math.sin(s * seconds * 78))),
      [0.12, 0.05],
    )
  for (const start of [between(random, 0.8, 1.6), between(random, 8.8, 9.8)]) {
    place(canvas, hoot(0.85, 0), start, 0.4, pan)
    place(canvas, hoot(0.16, 0), start + 2.6, 0.2, pan)
    place(canvas, hoot(1.5, 1), start + 3.05, 0.4, pan)
  }
}

/** Crickets: each chirps in its own rhythm, over the even trill of those far away. */
export const crickets: Maker = (canvas, random, { force }) => {
  for (const side of [canvas.left, canvas.right]) {
    const speed = Math.round(between(random, 26, 34) * loopSeconds)
    const tremble = curveOf((t) => 0.5 + 0.5 * Math.sin((2 * Math.PI * speed * t) / loopSeconds))
    lay(
      side,
      noise(random, bandPass(between(random, 4300, 4900), 18, rate), bandPass(4600, 10, rate)),
      0.2 + force * 0.2,
      tremble,
    )
    lay(side, noise(random, lowPass(380, 0.5, rate)), 0.28)
  }
  for (let cricket = 0; cricket < 4 + force * 4; cricket++) {
    const pitch = between(random, 3900, 5200)
    const pulses = 3 + Math.floor(random() * 2)
    const chirp = sung(
      pulses * 0.032,
      () => pitch,
      (s) => Math.max(0, Math.sin(s * pulses * 2 * Math.PI - 0.4)) * held(s, 0.1, 0.1),
    )
    const every = loopSeconds / Math.round(loopSeconds / between(random, 0.38, 0.8))
    const pan = between(random, -1, 1)
    const gain = 0.13 * between(random, 0.15, 1)
    for (let t = random() * every; t < loopSeconds; t += every) place(canvas, chirp, t + random() * 0.02, gain, pan)
  }
}

/** Bees: a hum near and far, now and then one that passes by. */
export const bees: Maker = (canvas, random, { force }) => {
  for (let bee = 0; bee < 3 + Math.round(force * 3); bee++) {
    const side = bee % 2 === 0 ? canvas.left : canvas.right
    lay(
      side,
      buzz(random, between(random, 150, 240)),
      0.1,
      wander(random, 5, 1).map((v) => 0.1 + 0.9 * v ** 2),
    )
  }
  for (let t = between(random, 1, 3); t < loopSeconds - 2; t += between(random, 4, 7)) {
    const pitch = between(random, 190, 260)
    const pass = sung(
      1.8,
      (s) => pitch * (1.06 - 0.12 * s) + 3 * Math.sin(s * 60),
      (s) => hump(s) ** 2,
      [0.6, 0.45, 0.3, 0.2, 0.12],
    )
    place(canvas, pass, t, 0.16, between(random, -0.8, 0.8))
  }
}

/** A wandering sawtooth over the whole loop, rounded off; its pitch comes round at the seam. */
function buzz(random: Random, pitch: number): Float32Array {
  const turns = Math.round(pitch * loopSeconds)
  const drift = 2 + Math.floor(random() * 3)
  const start = random()
  const samples = new Float32Array(loopFrames)
  for (let i = 0; i < loopFrames; i++) {
    const share = i / loopFrames
    const phase = (start + turns * share + 3 * Math.sin(share * drift * 6.283185307179586)) % 1
    samples[i] = 2 * (phase < 0 ? phase + 1 : phase) - 1
  }
  const { b0, b1, b2, a1, a2 } = lowPass(pitch * 6, 0.7, rate)
  let z1 = 0
  let z2 = 0
  for (let i = loopFrames - 2000; i < loopFrames * 2; i++) {
    const x = samples[i % loopFrames]!
    const y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
    if (i >= loopFrames) samples[i - loopFrames] = y
  }
  return samples
}

/** Gulls: a falling cry, or several. */
export const gulls: Maker = (canvas, random) => {
  for (let t = between(random, 0.5, 3); t < loopSeconds - 2; t += between(random, 3.5, 6)) {
    const pan = between(random, -0.9, 0.9)
    const gain = between(random, 0.05, 0.14)
    const pitch = between(random, 950, 1250)
    const cries = 1 + Math.floor(random() * 4)
    for (let k = 0, at = t; k < cries; k++, at += between(random, 0.3, 0.42)) {
      const cry = sung(
        0.34,
        (s) => pitch * (1.25 - 0.4 * s + 0.25 * hump(s * 1.5)),
        (s) => held(s, 0.15, 0.5),
        [0.7, 0.5, 0.3, 0.15],
      )
      place(canvas, cry, at, gain, pan)
    }
  }
}

/** Frogs: croaks in bouts. */
export const frogs: Maker = (canvas, random) => {
  for (let frog = 0; frog < 4; frog++) {
    const pitch = between(random, 380, 900)
    const pan = between(random, -0.9, 0.9)
    const croak = sung(
      0.28,
      () => pitch,
      (s) => held(s, 0.1, 0.3) * (0.5 + 0.5 * Math.sin(s * 0.28 * 2 * Math.PI * 42)),
      [0.6, 0.4, 0.2],
    )
    for (let t = random() * 2; t < loopSeconds; t += between(random, 0.6, 1.8))
      place(canvas, croak, t, 0.16 * between(random, 0.4, 1), pan)
  }
}

/** Whales: long glides in the deep. */
export const whales: Maker = (canvas, random) => {
  for (let t = between(random, 0.3, 1.2); t < loopSeconds - 3; t += between(random, 3, 4.5)) {
    const from = between(random, 130, 320)
    const to = from * between(random, 0.6, 1.9)
    place(
      canvas,
      sung(
        between(random, 1.6, 2.8),
        (s) => from + (to - from) * s * s,
        (s) => hump(s),
        [0.3, 0.18, 0.08],
      ),
      t,
      0.3,
      between(random, -0.6, 0.6),
    )
  }
}
