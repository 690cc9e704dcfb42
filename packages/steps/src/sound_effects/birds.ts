/** Songbirds. */
import { between, type Random } from '../sound/random.ts'
import { loopSeconds, place, rate } from './canvas.ts'
import type { Maker } from './mood.ts'
import { held, hump, sung } from './tones.ts'

/** One phrase of a bird's song and how long it takes (seconds). */
type Song = (random: Random, pitch: number) => Float32Array[]

const gap = (seconds: number) => new Float32Array(Math.round(seconds * rate))
const note = (seconds: number, from: number, to: number, bend = 0) =>
  sung(
    seconds,
    (s) => from + (to - from) * s + bend * hump(s),
    (s) => held(s, 0.2, 0.35),
    [0.08],
  )

const songs: readonly Song[] = [
  // Two notes, again and again, as a great tit sings.
  (random, pitch) =>
    Array.from({ length: 3 + Math.floor(random() * 3) }, () => [
      note(0.11, pitch * 1.25, pitch * 1.22),
      gap(0.05),
      note(0.16, pitch * 0.95, pitch * 0.93),
      gap(0.08),
    ]).flat(),
  // Chirps that fall, as a sparrow's.
  (random, pitch) =>
    Array.from({ length: 2 + Math.floor(random() * 4) }, () => [
      note(0.07, pitch * 1.35, pitch * 0.9, 300),
      gap(between(random, 0.09, 0.22)),
    ]).flat(),
  // A trill.
  (random, pitch) => {
    const speed = between(random, 17, 26)
    return [
      sung(
        between(random, 0.6, 1.1),
        (s) => pitch * (1.1 - 0.12 * s) + 260 * Math.sin(s * speed * 6),
        (s) => hump(s) ** 0.5 * (0.55 + 0.45 * Math.sin(s * speed * 6)),
      ),
    ]
  },
  // Slow flute notes, as a blackbird's.
  (random, pitch) =>
    Array.from({ length: 3 + Math.floor(random() * 3) }, () => {
      const from = pitch * 0.55 * between(random, 0.85, 1.3)
      return [
        note(between(random, 0.14, 0.34), from, from * between(random, 0.8, 1.25), between(random, -150, 150)),
        gap(between(random, 0.02, 0.12)),
      ]
    }).flat(),
  // A rising whistle.
  (random, pitch) => [note(0.22, pitch * 0.8, pitch * 1.15), gap(0.06), note(0.09, pitch * 1.3, pitch * 1.1)],
]

/** Several birds, each with its own song, place and pace. */
export const birds: Maker = (canvas, random, { force }) => {
  const count = 3 + Math.round(force * 4)
  for (let bird = 0; bird < count; bird++) {
    const song = songs[(bird + Math.floor(random() * 2)) % songs.length]!
    const pitch = between(random, 2700, 4600)
    const pan = between(random, -0.95, 0.95)
    const gain = 0.22 * between(random, 0.25, 1)
    for (let t = between(random, 0, 4); t < loopSeconds - 1; t += between(random, 2.2, 5.5)) {
      let at = t
      for (const part of song(random, pitch * between(random, 0.97, 1.03))) {
        if (part[1000]) place(canvas, part, at, gain, pan)
        at += part.length / rate
      }
    }
  }
}
