/** Sounds of the air: wind, rain, thunder, leaves, the quiet itself. */
import { bandPass, highPass, lowPass } from '../sound/biquad.ts'
import { between } from '../sound/random.ts'
import { lay, loopSeconds, noise, place, rate, wander } from './canvas.ts'
import type { Maker } from './mood.ts'
import { burst, struck } from './tones.ts'

/** Wind: its colour brightens as it gets up. */
export const wind: Maker = (canvas, random, { force }) => {
  const gusts = wander(random, 8, 1.6)
  const sides = [canvas.left, canvas.right]
  for (const side of sides) {
    const own = wander(random, 6, 1.2)
    const level = gusts.map((v, i) => 0.7 * v + 0.3 * own[i]!)
    lay(
      side,
      noise(random, lowPass(240, 0.7, rate)),
      0.9,
      level.map((v) => 0.35 + 0.65 * v),
    )
    lay(
      side,
      noise(random, bandPass(430, 0.8, rate)),
      0.3 + 0.3 * force,
      level.map((v) => 0.12 + 0.88 * v ** 1.6),
    )
    lay(
      side,
      noise(random, bandPass(1150, 1.1, rate)),
      0.06 + 0.26 * force,
      level.map((v) => 0.03 + v ** 3),
    )
  }
  const whistle = noise(
    random,
    bandPass(between(random, 560, 760), 14, rate),
    bandPass(between(random, 600, 720), 8, rate),
  )
  for (const side of sides)
    lay(
      side,
      whistle,
      0.25 + 1.2 * force * force,
      gusts.map((v) => v ** 4),
    )
}

/** Rain: the hiss of all drops, and the near ones one by one. */
export const rain: Maker = (canvas, random, { force }) => {
  const sway = wander(random, 8, 2.5)
  for (const side of [canvas.left, canvas.right]) {
    const level = sway.map((v) => 0.8 + 0.2 * v)
    lay(side, noise(random, highPass(900, 0.6, rate), lowPass(9000, 0.5, rate)), 0.035 + force * 0.075, level)
    lay(side, noise(random, bandPass(420, 0.6, rate)), force * force * 0.28, level)
  }
  const drops = (22 + force * 70) * loopSeconds
  for (let k = 0; k < drops; k++) {
    const pitch = 1400 * 4 ** random()
    const sound = struck(pitch * 1.2, pitch, { attack: 0.0005, decay: between(random, 0.0015, 0.005) })
    place(canvas, sound, random() * loopSeconds, 0.28 * random() ** 3, between(random, -1, 1))
  }
}

/** Thunder: a roll of several claps; near, it cracks first. */
export const thunder: Maker = (canvas, random, { force, distance }) => {
  for (const start of [between(random, 0.8, 2), between(random, 8.2, 9.5)]) {
    const pan = between(random, -0.5, 0.5)
    if (distance < 0.5)
      place(canvas, burst(random, { attack: 0.004, decay: 0.09 }, highPass(300, 0.7, rate)), start, 0.5 * force, pan)
    const claps = 4 + Math.floor(random() * 3)
    for (let k = 0, at = start; k < claps; k++, at += between(random, 0.25, 0.9)) {
      const decay = between(random, 0.5, 1.1)
      const colour = lowPass(between(random, 90, 260) * (1.4 - distance * 0.6), 0.7, rate)
      const roll = burst(
        random,
        { attack: between(random, 0.05, 0.35), decay },
        colour,
        lowPass(500, 0.6, rate),
        highPass(28, 0.7, rate),
      )
      place(canvas, roll, at, 2.6 * between(random, 0.4, 1) * (1 - k / (claps + 3)), pan + between(random, -0.3, 0.3))
    }
  }
}

/** Leaves that brush each other as air moves them. */
export const leaves: Maker = (canvas, random, { force }) => {
  const gusts = wander(random, 4, 0.9)
  for (const side of [canvas.left, canvas.right]) {
    const own = wander(random, 3, 0.5)
    lay(
      side,
      noise(random, highPass(2400, 0.6, rate), lowPass(8500, 0.6, rate)),
      0.09 + force * 0.08,
      gusts.map((v, i) => (v * 0.7 + own[i]! * 0.3) ** 2),
    )
  }
  for (const side of [canvas.left, canvas.right]) lay(side, noise(random, bandPass(340, 0.5, rate)), 0.14, gusts)
  for (let k = 0; k < 620; k++) {
    const at = random() * loopSeconds
    const level = gusts[Math.floor((at / loopSeconds) * (gusts.length - 1))]!
    if (random() > level) continue
    const grain = burst(
      random,
      { attack: 0.001, decay: between(random, 0.002, 0.011) },
      bandPass(2200 * 3 ** random(), 1.4, rate),
    )
    place(canvas, grain, at, 0.5 * random() ** 2, between(random, -0.9, 0.9))
  }
}

/** A quiet place: air, hardly anything. */
export const air: Maker = (canvas, random) => {
  for (const side of [canvas.left, canvas.right]) {
    lay(
      side,
      noise(random, lowPass(320, 0.5, rate), highPass(40, 0.7, rate)),
      0.3,
      wander(random, 8, 3).map((v) => 0.75 + 0.25 * v),
    )
    lay(side, noise(random, bandPass(1400, 0.4, rate)), 0.018)
  }
}
