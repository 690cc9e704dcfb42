/** Sounds of machines, and of places without any life. */
import { bandPass, lowPass } from '../sound/biquad.ts'
import { between } from '../sound/random.ts'
import { addSine, lay, loopFrames, loopSeconds, noise, place, rate, wander, type Canvas } from './canvas.ts'
import type { Maker } from './mood.ts'
import { burst, held, struck, sung } from './tones.ts'

/** A train: rumble, wheels over the joints, one call of the horn. */
export const train: Maker = (canvas, random, { distance }) => {
  for (const side of [canvas.left, canvas.right]) {
    lay(
      side,
      noise(random, lowPass(130, 0.8, rate)),
      1.5,
      wander(random, 6, 2).map((v) => 0.75 + 0.25 * v),
    )
    lay(
      side,
      noise(random, bandPass(520, 0.7, rate)),
      0.12,
      wander(random, 4, 1).map((v) => 0.6 + 0.4 * v),
    )
  }
  const every = loopSeconds / 18
  for (let k = 0; k < 18; k++) {
    for (const [late, gain] of [
      [0, 1],
      [0.14, 0.8],
      [0.4, 0.55],
      [0.53, 0.45],
    ] as const) {
      const at = k * every + late * 1.05
      place(canvas, struck(between(random, 105, 125), 70, { attack: 0.002, decay: 0.05 }), at, 0.55 * gain, -0.15)
      place(canvas, burst(random, { attack: 0.001, decay: 0.022 }, bandPass(1500, 0.9, rate)), at, 0.4 * gain, 0.15)
    }
  }
  horn(canvas, between(random, 6, 9), [311, 370, 415, 494], 1.9, 0.06 + 0.06 * distance)
}

/** A ship's horn. */
export const shipHorn: Maker = (canvas, random) => horn(canvas, between(random, 3, 8), [98, 147], 2.8, 0.24)

function horn(canvas: Canvas, at: number, chord: readonly number[], seconds: number, gain: number): void {
  for (const [k, pitch] of chord.entries()) {
    const tone = sung(
      seconds,
      (s) => pitch * (1 - 0.02 * (1 - held(s, 0.06, 0.12))),
      (s) => held(s, 0.06, 0.12) ** 1.5,
      [0.7, 0.5, 0.3, 0.2],
    )
    place(canvas, tone, at, gain, (k / chord.length) * 0.6 - 0.3)
  }
}

/** A machine: mains hum, turning parts, a fan. */
export const machine: Maker = (canvas, random, { force }) => {
  const base = [50, 60, 75][Math.floor(random() * 3)]!
  const partials = [1, 2, 3, 4, 6, 8].map((k) => ({
    turns: Math.round(base * k * loopSeconds),
    gain: (0.16 + 0.1 * random()) / k ** 0.8,
  }))
  for (const side of [canvas.left, canvas.right]) {
    const hum = new Float32Array(loopFrames)
    for (const { turns, gain } of partials) addSine(hum, turns / loopFrames, random() * 6.28, gain)
    lay(
      side,
      hum,
      1,
      wander(random, 5, 1.5).map((v) => 0.85 + 0.15 * v),
    )
    lay(side, noise(random, bandPass(between(random, 700, 1100), 0.6, rate)), 0.08 + 0.1 * force)
  }
}

/** Far-off depth: slow tones that beat, a breath of noise. For space, and for prompts that name no sound we know. */
export const drone: Maker = (canvas, random) => {
  const root = between(random, 48, 74)
  for (const side of [canvas.left, canvas.right]) {
    for (const interval of [1, 1.5, 2, random() < 0.5 ? 2.25 : 2.5, 3]) {
      const tone = new Float32Array(loopFrames)
      addSine(
        tone,
        Math.round((root * interval + between(random, -0.2, 0.2)) * loopSeconds) / loopFrames,
        random() * 6.28,
        0.2 / interval,
      )
      lay(side, tone, 1, wander(random, 8, 3))
    }
    lay(side, noise(random, bandPass(between(random, 240, 900), 0.8, rate)), 0.11, wander(random, 8, 2.5))
  }
}
