/** What a breaking wave throws: fingers of foam at its lip, mist off its crest, the burst where it lands. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { disc, pointOn, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import type { Stage } from '../paint/stage.ts'
import type { WaterColours } from './surf-colours.ts'

// All in the wave's own measure: it is 100 high and falls to the right.

/** Mist and drops that the wind tears off the crest, backwards. */
export function paintSpindrift(stage: Stage, colours: WaterColours, crest: readonly Point[]): void {
  const { canvas, palette } = stage
  const random = stage.random.fork('spindrift')
  const veil = canvas.radial([
    [0, lighten(palette.rim, 0.3), 0.34],
    [0.5, palette.rim, 0.12],
    [1, palette.rim, 0],
  ])
  crest.forEach(([x, y], index) => canvas.ellipse(x - 16, y - 4, 34 - index * 1.6, 15 - index * 0.6, veil))
  let [fine, drops] = ['', '']
  for (let index = 0; index < 260; index++) {
    const [x, y] = pointOn(crest, random.next())
    const away = random.next() ** 2
    const size = random.between(0.14, 0.62) * (1 - away * 0.6)
    const dot = disc(x - away * 52 + random.around(3), y - 1.5 - random.next() * 13 * Math.sqrt(away), size)
    if (index % 3) fine += dot
    else drops += dot
  }
  canvas.path(fine, palette.rim, 0.55)
  canvas.path(drops, colours.white, 0.85)
}

/** Fingers that reach out of the lip, fly on the way the wave goes, and fall. */
export function paintLipSpray(stage: Stage, colours: WaterColours, lip: readonly Point[]): void {
  const { canvas } = stage
  const random = stage.random.fork('lip')
  let [back, front, drops] = ['', '', '']
  for (let index = 0; index < 44; index++) {
    const t = 0.22 + 0.78 * ((index + random.next()) / 44)
    const [x, y] = pointOn(lip, t)
    const power = random.between(0.4, 1) * (0.5 + 0.5 * t)
    const fly = (time: number): Point => [
      x + 26 * power * time * (1.25 - t * 0.75),
      y - 8 * power * time * (1 - t) + 28 * power * time * time * (0.5 + 0.5 * t),
    ]
    const finger = taper([fly(-0.25), fly(0.2), fly(0.6), fly(1)], 3.2, 0.4)
    if (index % 2) back += finger
    else front += finger
    for (let drop = 0; drop < 5; drop++) {
      const [dropX, dropY] = fly(random.between(0.8, 1.7))
      drops += disc(dropX + random.around(2.4), dropY + random.around(2.4), 0.25 + 0.9 * random.next() ** 3)
    }
  }
  canvas.path(back, mix(colours.white, colours.shadow, 0.5), 0.8)
  canvas.path(front, colours.white)
  canvas.path(foamAlong(random, lip, 0.1, 2.2), mix(colours.white, colours.shadow, 0.4))
  canvas.path(
    foamAlong(
      random,
      lip.map(([x, y]) => [x, y - 1] as const),
      0.16,
      1.4,
    ),
    colours.white,
  )
  canvas.path(drops, colours.white, 0.9)
}

/** The curtain that falls from the lip, and the heap of foam that leaps where it lands. */
export function paintImpact(stage: Stage, colours: WaterColours): void {
  const { canvas, palette } = stage
  const random = stage.random.fork('impact')
  paintCurtain(stage, colours, random)
  canvas.ellipse(
    88,
    -14,
    62,
    34,
    canvas.radial([
      [0, colours.white, 0.55],
      [0.5, palette.rim, 0.22],
      [1, palette.rim, 0],
    ]),
  )
  paintLeaps(stage, colours, random)
  for (const [light, lift, size, opacity] of [
    [0, 1.12, 0.8, 0.7],
    [0.3, 0.92, 0.78, 0.9],
    [0.6, 0.7, 0.72, 0.95],
    [0.85, 0.48, 0.64, 1],
    [1, 0.27, 0.5, 1],
  ] as const) {
    const tone = mix(colours.shadow, colours.white, light)
    const foam = canvas.linear([
      [0, mix(tone, colours.white, 0.45)],
      [0.5, tone],
      [1, mix(tone, colours.shadow, 0.5)],
    ])
    canvas.path(heap(random, lift, size), foam, opacity)
  }
}

function paintCurtain(stage: Stage, colours: WaterColours, random: Random): void {
  const { canvas } = stage
  let [soft, hard] = ['', '']
  for (let index = 0; index < 40; index++) {
    const t = index / 39
    const [x, y] = [60 + 17 * t + random.around(2), -54 + 12 * t + random.around(4)]
    const [drop, push] = [random.between(26, 46), 9 + 13 * t + random.around(5)]
    const fall = (time: number): Point => [x + push * time, y + drop * time ** 1.7]
    const strand = taper([fall(0), fall(0.35), fall(0.7), fall(1)], 1.4, random.between(1, 4.6))
    if (index % 3 === 0) hard += strand
    else soft += strand
  }
  canvas.path(soft, mix(colours.shadow, colours.clear, 0.25), 0.5)
  canvas.path(hard, colours.white, 0.6)
}

/** Foam piled round (88, 0), `lift` as high as it goes. */
function heap(random: Random, lift: number, size: number): string {
  let path = ''
  for (let index = 0; index < 90; index++) {
    const u = random.around(1)
    const top = 37 * lift * (1 - Math.abs(u) ** 1.4)
    const radius = size * random.between(1.8, 6.2) * (1.15 - Math.abs(u) * 0.75)
    path += disc(88 + u * 62, 4 - top * random.between(0.15, 1), radius * 1.15, radius)
  }
  return path
}

/** Jets that leap from the heap, lean the way the wave goes and fall back. */
function paintLeaps(stage: Stage, colours: WaterColours, random: Random): void {
  const { canvas } = stage
  let [jets, drops] = ['', '']
  for (let index = 0; index < 26; index++) {
    const u = random.around(1)
    const power = random.between(0.45, 1) * (1 - Math.abs(u) * 0.45)
    const fly = (time: number): Point => [
      88 + u * 34 + (u * 26 + 12) * power * time,
      -16 - 82 * power * time + 44 * power * time * time,
    ]
    jets += taper([fly(0), fly(0.35), fly(0.7), fly(1)], 5, 0.6)
    for (let drop = 0; drop < 8; drop++) {
      const [x, y] = fly(random.between(0.6, 1.5))
      drops += disc(x + random.around(4), y + random.around(4), 0.25 + 1.05 * random.next() ** 3)
    }
  }
  canvas.path(jets, mix(colours.white, colours.shadow, 0.25), 0.6)
  canvas.path(drops, colours.white, 0.9)
}

/** Round foam along a line, from one part of it on. */
function foamAlong(random: Random, line: readonly Point[], from: number, size: number): string {
  let path = ''
  for (let index = 0; index < 70; index++) {
    const [x, y] = pointOn(line, from + (1 - from) * random.next())
    const radius = size * random.between(0.35, 1)
    path += disc(x + random.around(size * 0.7), y + random.around(size * 0.7), radius, radius * 0.9)
  }
  return path
}
