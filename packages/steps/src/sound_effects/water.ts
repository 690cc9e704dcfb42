/** Sounds of water: waves, streams, drops, bubbles, the deep. */
import { bandPass, highPass, lowPass } from '../sound/biquad.ts'
import { between, type Random } from '../sound/random.ts'
import { addSine, curveOf, lay, loopSeconds, noise, place, rate, wander, type Canvas } from './canvas.ts'
import type { Maker } from './mood.ts'
import { struck } from './tones.ts'

interface Wave {
  at: number
  size: number
  pan: number
}

/** Waves that swell, break and run out in foam. */
export const waves: Maker = (canvas, random, { force }) => {
  const count = force > 0.7 ? 3 : 2
  const period = loopSeconds / count
  const rolls: Wave[] = Array.from({ length: count }, (_, k) => ({
    at: (k + between(random, 0.35, 0.6)) * period,
    size: between(random, 0.7, 1),
    pan: between(random, -0.6, 0.6),
  }))
  const sides = [canvas.left, canvas.right]
  sides.forEach((side, which) => {
    const shape = (t: number, rise: number, fall: number, late: number) =>
      rolls.reduce(
        (sum, roll) =>
          sum + roll.size * (1 + (which ? roll.pan : -roll.pan) * 0.4) * rollLevel(t - roll.at - late, rise, fall),
        0,
      )
    lay(
      side,
      noise(random, lowPass(420, 0.6, rate)),
      1.1,
      curveOf((t) => 0.22 + shape(t, 2.6, 2.2, 0)),
    )
    lay(
      side,
      noise(random, bandPass(900, 0.7, rate)),
      0.3 + force * 0.35,
      curveOf((t) => 0.06 + shape(t, 1.1, 1.5, 0.15) ** 1.4),
    )
    lay(
      side,
      noise(random, highPass(2200, 0.6, rate), lowPass(9500, 0.6, rate)),
      0.1 + force * 0.14,
      curveOf((t) => 0.05 + shape(t, 0.7, 2.4, 0.5)),
    )
  })
}

/** A level that rises as a wave comes and falls as it runs out; time counts from the break and goes round the loop. */
function rollLevel(time: number, rise: number, fall: number): number {
  const t = ((((time + loopSeconds / 2) % loopSeconds) + loopSeconds) % loopSeconds) - loopSeconds / 2
  return t < 0 ? Math.exp(-((t / (rise * 0.6)) ** 2)) : Math.exp(-t / (fall * 0.7))
}

/** Running water: a murmur with many small bubbles. */
export const stream: Maker = (canvas, random, { force }) => {
  const flow = wander(random, 5, 1.2)
  for (const side of [canvas.left, canvas.right]) {
    lay(
      side,
      noise(random, bandPass(620, 0.6, rate)),
      0.16 + force * 0.2,
      flow.map((v) => 0.7 + 0.3 * v),
    )
    lay(
      side,
      noise(random, bandPass(2600, 0.6, rate)),
      0.05 + force * 0.1,
      flow.map((v) => 0.6 + 0.4 * v),
    )
  }
  bubbles(canvas, random, { perSecond: 45 + force * 50, low: 350, high: 2400, gain: 0.12, rise: 1.25 })
}

/** A thin run of water, single drops in it. */
export const trickle: Maker = (canvas, random, { force }) => {
  for (const side of [canvas.left, canvas.right]) {
    lay(side, noise(random, bandPass(1500, 0.7, rate)), 0.022 + force * 0.02, wander(random, 4, 0.8))
  }
  bubbles(canvas, random, { perSecond: 14 + force * 16, low: 500, high: 2600, gain: 0.16, rise: 1.35 })
}

/** Single drops, each with the plop of the bubble that it makes. */
export const drips: Maker = (canvas, random) => {
  for (let t = between(random, 0, 0.8); t < loopSeconds - 0.3; t += between(random, 0.7, 2.1)) {
    const pitch = between(random, 700, 1500)
    const pan = between(random, -0.7, 0.7)
    place(canvas, struck(pitch * 2.6, pitch * 2.2, { attack: 0.001, decay: 0.006 }), t, 0.2, pan)
    place(canvas, struck(pitch, pitch * 1.5, { attack: 0.002, decay: 0.028 }), t + 0.018, 0.5, pan)
  }
}

/** Air rising through water, in chains. */
export const risingBubbles: Maker = (canvas, random, { force }) => {
  for (let t = between(random, 0, 0.6); t < loopSeconds; t += between(random, 0.4, 1.3)) {
    const pan = between(random, -0.7, 0.7)
    const pitch = between(random, 180, 520)
    const chain = 2 + Math.floor(random() * 6)
    for (let k = 0, at = t; k < chain; k++, at += between(random, 0.04, 0.13)) {
      const f = pitch * between(random, 0.85, 1.3) * (1 + k * 0.06)
      place(
        canvas,
        struck(f, f * 1.9, { attack: 0.006, decay: between(random, 0.02, 0.04) }),
        at,
        0.16 + force * 0.2 * random(),
        pan,
      )
    }
  }
}

/** Under the surface: pressure, a low hum, far bubbles. */
export const deepWater: Maker = (canvas, random) => {
  const sway = wander(random, 8, 3)
  for (const [which, side] of [canvas.left, canvas.right].entries()) {
    lay(
      side,
      noise(random, lowPass(170, 0.7, rate), lowPass(260, 0.6, rate)),
      1.9,
      sway.map((v) => 0.6 + 0.4 * v),
    )
    lay(side, noise(random, bandPass(380, 1.2, rate)), 0.07, wander(random, 6, 2))
    for (const cycles of [55, 82.5, 110].map((f) => Math.round(f * loopSeconds) + which)) {
      const tone = new Float32Array(side.length)
      addSine(tone, cycles / side.length, 0, 1)
      lay(side, tone, 0.09 * (55 / (cycles / loopSeconds)), wander(random, 8, 4))
    }
  }
}

interface BubbleShower {
  perSecond: number
  /** Hz. */
  low: number
  high: number
  gain: number
  /** End pitch over start pitch. */
  rise: number
}

function bubbles(canvas: Canvas, random: Random, { perSecond, low, high, gain, rise }: BubbleShower): void {
  for (let k = 0; k < perSecond * loopSeconds; k++) {
    const pitch = low * (high / low) ** (random() ** 1.4)
    const sound = struck(pitch, pitch * rise, { attack: 0.001, decay: 5 / pitch + between(random, 0.002, 0.012) })
    place(canvas, sound, random() * loopSeconds, gain * random() ** 2, between(random, -0.9, 0.9))
  }
}
