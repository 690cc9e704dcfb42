/** Sounds of places where people are. */
import { bandPass, filter, highPass, lowPass } from '../sound/biquad.ts'
import { between, type Random } from '../sound/random.ts'
import { lay, loopSeconds, noise, place, rate, wander, whiteNoise, type Canvas } from './canvas.ts'
import type { Maker } from './mood.ts'
import { burst, hump, struck, sung } from './tones.ts'

/** A town's hum, and what passes in it. */
export const city: Maker = (canvas, random, { force }) => {
  const swell = wander(random, 8, 3)
  for (const side of [canvas.left, canvas.right]) {
    lay(
      side,
      noise(random, lowPass(210, 0.6, rate)),
      0.8,
      swell.map((v) => 0.7 + 0.3 * v),
    )
    lay(
      side,
      noise(random, bandPass(700, 0.5, rate)),
      0.09 + force * 0.06,
      wander(random, 6, 2).map((v) => 0.6 + 0.4 * v),
    )
  }
  for (let t = between(random, 0, 2); t < loopSeconds; t += between(random, 2.6, 5)) passBy(canvas, random, t)
}

function passBy(canvas: Canvas, random: Random, at: number): void {
  const seconds = between(random, 2.4, 3.6)
  const tyres = filter(whiteNoise(random, seconds * rate), bandPass(between(random, 550, 1000), 0.7, rate))
  const from = random() < 0.5 ? -0.9 : 0.9
  const side = (which: number) =>
    tyres.map((value, i) => {
      const share = i / tyres.length
      return value * hump(share) ** 1.5 * Math.sqrt(0.5 + which * 0.5 * from * (1 - 2 * share))
    })
  place(canvas, side(1), at, 0.26, -1)
  place(canvas, side(-1), at, 0.26, 1)
}

/** Many people talking, no word to be made out. */
export const crowd: Maker = (canvas, random, { force }) => {
  for (const side of [canvas.left, canvas.right]) {
    lay(
      side,
      noise(random, bandPass(480, 0.9, rate)),
      0.16,
      wander(random, 3, 0.4).map((v) => 0.5 + 0.5 * v),
    )
    lay(
      side,
      noise(random, bandPass(1500, 1, rate)),
      0.05,
      wander(random, 2, 0.3).map((v) => 0.4 + 0.6 * v),
    )
  }
  const mouths = Array.from({ length: 16 }, () => syllable(random, between(random, 95, 230)))
  for (let voice = 0; voice < 9 + force * 8; voice++) {
    const pan = between(random, -0.95, 0.95)
    const gain = 0.3 * between(random, 0.15, 0.7) ** 1.5
    for (let t = random() * 0.6; t < loopSeconds;) {
      const words = 3 + Math.floor(random() * 9)
      for (let k = 0; k < words; k++, t += between(random, 0.13, 0.24))
        place(canvas, mouths[Math.floor(random() * mouths.length)]!, t, gain * between(random, 0.5, 1), pan)
      t += between(random, 0.3, 1.4)
    }
  }
}

function syllable(random: Random, pitch: number): Float32Array {
  const first = between(random, 320, 780)
  const second = between(random, 950, 2100)
  const fall = between(random, 0.85, 1.1)
  const glottis = sung(
    between(random, 0.14, 0.24),
    (s) => pitch * (1 + (fall - 1) * s),
    (s) => hump(s),
    [0.8, 0.65, 0.55, 0.45, 0.4, 0.35, 0.3],
  )
  const low = filter(glottis.slice(), bandPass(first, 4, rate))
  const high = filter(glottis, bandPass(second, 6, rate), highPass(400, 0.7, rate))
  return low.map((value, i) => value + 0.5 * high[i]!)
}

/** A bell: partials that die at their own pace. */
export const bell: Maker = (canvas, random) => {
  const pitch = between(random, 260, 420)
  const partials = [
    [0.5, 2.2, 0.5],
    [1, 1.5, 0.7],
    [1.19, 1.1, 0.5],
    [1.5, 0.8, 0.3],
    [2, 0.9, 0.5],
    [2.74, 0.5, 0.25],
    [3.76, 0.3, 0.2],
    [5.4, 0.15, 0.12],
  ] as const
  for (const start of [0.6, 8.6]) {
    for (const [factor, decay, gain] of partials) {
      place(
        canvas,
        struck(pitch * factor, pitch * factor, { attack: 0.002, decay }),
        start + random() * 0.002,
        0.3 * gain,
        between(random, -0.15, 0.15),
      )
    }
  }
}

/** A clock. */
export const clock: Maker = (canvas, random) => {
  for (let k = 0; k < loopSeconds * 2; k++) {
    const pitch = k % 2 === 0 ? 2300 : 1850
    place(canvas, struck(pitch, pitch * 0.9, { attack: 0.0005, decay: 0.008 }), k / 2, 0.3, 0.1)
    place(canvas, burst(random, { attack: 0.0005, decay: 0.004 }, bandPass(4200, 1, rate)), k / 2, 0.3, 0.1)
  }
}
