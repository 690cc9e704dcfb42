/** Sounds of bodies and things at close hand. */
import { bandPass, highPass, lowPass } from '../sound/biquad.ts'
import { between } from '../sound/random.ts'
import { curveOf, lay, loopSeconds, noise, place, rate, wander } from './canvas.ts'
import type { Maker } from './mood.ts'
import { burst, hump, struck } from './tones.ts'

/** Steps on soft ground; tiny ones come in quick runs. */
export const footsteps: Maker = (canvas, random, { tiny, force }) => {
  const pace = tiny ? 0.085 : force < 0.3 ? 0.72 : 0.56
  for (let start = between(random, 0, 0.5); start < loopSeconds - 0.5; start += tiny ? between(random, 0.5, 1.6) : 0) {
    const steps = tiny ? 5 + Math.floor(random() * 12) : Math.floor(loopSeconds / pace) - 1
    const from = tiny ? between(random, -0.8, 0.8) : -0.25
    const to = tiny ? between(random, -0.8, 0.8) : 0.25
    for (let k = 0; k < steps; k++, start += pace * between(random, 0.9, 1.12)) {
      const pan = from + ((to - from) * k) / steps + (k % 2 ? 0.06 : -0.06)
      const gain = between(random, 0.6, 1)
      if (tiny)
        place(
          canvas,
          burst(random, { attack: 0.001, decay: 0.007 }, bandPass(between(random, 1800, 4200), 1, rate)),
          start,
          0.45 * gain,
          pan,
        )
      else place(canvas, struck(95, 55, { attack: 0.004, decay: 0.045 }), start, 0.5 * gain, pan)
      const grains = tiny ? 2 : 9
      for (let g = 0; g < grains; g++) {
        const grain = burst(
          random,
          { attack: 0.001, decay: between(random, 0.003, 0.014) },
          bandPass(between(random, 900, tiny ? 6500 : 3800), 1, rate),
        )
        place(canvas, grain, start + random() * (tiny ? 0.02 : 0.14), 0.3 * gain * random(), pan)
      }
    }
  }
}

/** Claws or nails on something hard, in bouts. */
export const scratching: Maker = (canvas, random) => {
  for (let t = between(random, 0.1, 0.6); t < loopSeconds - 1.2; t += between(random, 0.5, 1.4)) {
    const strokes = 3 + Math.floor(random() * 6)
    const pan = between(random, -0.5, 0.5)
    const colour = between(random, 2200, 4200)
    for (let k = 0; k < strokes; k++, t += between(random, 0.1, 0.15)) {
      const scrape = burst(
        random,
        { attack: 0.03, decay: 0.02 },
        bandPass(colour * (k % 2 ? 1.15 : 1), 1.2, rate),
        highPass(900, 0.7, rate),
      )
      place(canvas, scrape, t, 0.4 * between(random, 0.5, 1), pan)
    }
  }
}

/** A branch that breaks: one crack, fibres after it. */
export const snap: Maker = (canvas, random) => {
  for (const start of [between(random, 1, 2.2), between(random, 9, 11)]) {
    const pan = between(random, -0.4, 0.4)
    place(canvas, burst(random, { attack: 0.0004, decay: 0.006 }, highPass(700, 0.7, rate)), start, 0.7, pan)
    place(canvas, struck(520, 300, { attack: 0.0005, decay: 0.016 }), start, 0.5, pan)
    for (let k = 0; k < 7; k++) {
      place(
        canvas,
        burst(random, { attack: 0.0004, decay: 0.004 }, bandPass(between(random, 1200, 4500), 1.2, rate)),
        start + random() ** 2 * 0.35,
        0.35 * random(),
        pan,
      )
    }
  }
}

/** Fire: a low roar, crackle, pops. */
export const fire: Maker = (canvas, random, { force }) => {
  for (const side of [canvas.left, canvas.right]) {
    lay(
      side,
      noise(random, lowPass(330, 0.6, rate)),
      0.45 + force * 0.3,
      wander(random, 2, 0.2).map((v) => 0.45 + 0.55 * v),
    )
    lay(side, noise(random, highPass(3500, 0.6, rate)), 0.012, wander(random, 3, 0.4))
  }
  const bouts = wander(random, 3, 0.4)
  for (let k = 0; k < 460; k++) {
    const at = random() * loopSeconds
    if (random() > 0.15 + bouts[Math.floor((at / loopSeconds) * (bouts.length - 1))]! ** 2) continue
    const pop = random() < 0.08
    const crackle = burst(
      random,
      { attack: 0.0003, decay: pop ? 0.012 : between(random, 0.0008, 0.004) },
      bandPass(pop ? between(random, 500, 1100) : between(random, 1500, 6500), 0.9, rate),
    )
    place(canvas, crackle, at, pop ? 0.9 : 0.75 * random() ** 2.5, between(random, -0.6, 0.6))
  }
}

/** A heart: two beats close together, then rest. */
export const heartbeat: Maker = (canvas, random, { tiny }) => {
  const beats = tiny ? 40 : 16
  for (let k = 0; k < beats; k++) {
    const at = (k * loopSeconds) / beats + 0.1
    const late = tiny ? 0.11 : 0.27
    place(canvas, struck(68, 42, { attack: 0.012, decay: 0.06 }), at, 0.8 * between(random, 0.92, 1), 0)
    place(canvas, struck(82, 52, { attack: 0.01, decay: 0.045 }), at + late, 0.55, 0)
  }
}

/** Someone asleep, breathing in and out. */
export const breathing: Maker = (canvas, random, { tiny }) => {
  const period = loopSeconds / (tiny ? 7 : 4)
  const breath = (from: number, to: number) => curveOf((t) => hump(((t % period) / period - from) / (to - from)))
  for (const side of [canvas.left, canvas.right]) {
    lay(side, noise(random, bandPass(1100, 0.8, rate), lowPass(3500, 0.6, rate)), 0.22, breath(0.04, 0.4))
    lay(side, noise(random, bandPass(560, 0.7, rate), lowPass(2000, 0.6, rate)), 0.34, breath(0.44, 0.95))
  }
}

/** Earth from within: pressure, grit that falls, a thud somewhere. */
export const earth: Maker = (canvas, random) => {
  for (const side of [canvas.left, canvas.right]) {
    lay(
      side,
      noise(random, lowPass(120, 0.7, rate), lowPass(240, 0.6, rate)),
      2,
      wander(random, 8, 2.5).map((v) => 0.55 + 0.45 * v),
    )
    lay(side, noise(random, bandPass(300, 0.8, rate)), 0.09, wander(random, 5, 1.5))
  }
  for (let t = between(random, 0.5, 2); t < loopSeconds - 1; t += between(random, 1.4, 3.2)) {
    const pan = between(random, -0.6, 0.6)
    if (random() < 0.5) place(canvas, struck(74, 46, { attack: 0.015, decay: 0.09 }), t, 0.5 * random(), pan)
    for (let g = 0; g < 10; g++) {
      const grit = burst(
        random,
        { attack: 0.002, decay: between(random, 0.004, 0.012) },
        bandPass(between(random, 350, 1100), 1.1, rate),
      )
      place(canvas, grit, t + random() ** 2 * 0.7, 0.22 * random(), pan)
    }
  }
}

/** Keys of a keyboard, in runs. */
export const typing: Maker = (canvas, random) => {
  for (
    let t = 0.1;
    t < loopSeconds - 0.3;
    t += random() < 0.12 ? between(random, 0.4, 1.2) : between(random, 0.08, 0.2)
  ) {
    const pan = between(random, -0.3, 0.3)
    place(
      canvas,
      burst(random, { attack: 0.0005, decay: 0.006 }, bandPass(between(random, 1800, 3200), 1.2, rate)),
      t,
      0.5 * between(random, 0.5, 1),
      pan,
    )
    place(canvas, struck(190, 140, { attack: 0.001, decay: 0.014 }), t, 0.2, pan)
  }
}
