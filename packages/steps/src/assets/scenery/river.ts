/** A stream that winds towards the eye. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { n, roll, smooth } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintSky } from './sky.ts'
import { grass, paintLand, paintRanges, paintRock } from './terrain.ts'
import { paintWood, pine } from './trees.ts'

// From far to near, in parts of the picture: the middle of the stream, and half its width.
const BENDS: readonly Point[] = [
  [0.52, 0.6],
  [0.45, 0.66],
  [0.56, 0.74],
  [0.46, 0.85],
  [0.5, 1.04],
]
const WIDE = [0.012, 0.035, 0.1, 0.21, 0.38]

/** A stream that winds towards the eye between banks. */
export function paintRiver(stage: Stage): void {
  const { canvas, palette, w, h, setting } = stage
  const random = stage.random.fork('river')
  paintSky(stage)
  const wild = !setting.subjects.includes('bridge')
  if (wild) paintWood(stage, pine, { from: h * 0.5, to: h * 0.62, rows: 4, tall: 34 })
  else paintRanges(stage, 3, 18)
  const bank = mix(tint(stage, '#5f7b3c'), palette.near, 0.35)
  paintLand(stage, roll(random, -6, w + 6, h * 0.6, 1.4), bank, mix(bank, palette.near, 0.7), true)
  for (const [y, tall] of [
    [0.66, 2.4],
    [0.76, 4],
    [0.9, 7],
  ] as const)
    canvas.path(grass(random, -3, w + 3, h * y, tall, 1.2), mix(bank, palette.near, y - 0.4))
  paintStream(stage)
  paintGlints(stage, random)
  paintStreamStones(stage, random)
  canvas.rect(
    0,
    h * 0.48,
    w,
    h * 0.2,
    canvas.linear([
      [0, palette.rim, 0],
      [0.5, palette.rim, 0.26],
      [1, palette.rim, 0],
    ]),
  )
}

function paintStream({ canvas, palette, w, h }: Stage): void {
  const edge = (side: number): Point[] => BENDS.map(([x, y], index) => [w * (x + side * (WIDE[index] ?? 0.1)), h * y])
  const outline = smooth([...edge(-1), ...edge(1).toReversed()])
  const low = mix(palette.sky[3], palette.rim, 0.5)
  canvas.path(
    outline,
    canvas.linear([
      [0, lighten(low, 0.35)],
      [0.22, low],
      [0.5, mix(palette.sky[0], low, 0.4)],
      [1, mix(palette.sky[0], palette.near, 0.45)],
    ]),
  )
}

function paintGlints({ canvas, palette, w, h }: Stage, random: Random): void {
  for (let index = 0; index < 120; index++) {
    const t = random.next()
    const at = t * (BENDS.length - 1)
    const [a, b] = [BENDS[Math.floor(at)] ?? [0.5, 1], BENDS[Math.ceil(at)] ?? [0.5, 1]]
    const [x, y] = [w * (a[0] + (b[0] - a[0]) * (at % 1)), h * (a[1] + (b[1] - a[1]) * (at % 1))]
    const reach = w * 0.16 * t ** 1.5
    canvas.path(
      `M${n(x + random.around(reach))} ${n(y)}q${n(2 + 5 * t)} ${n(-0.3 - t)} ${n(4 + 10 * t)} 0` +
        `q${n(-2 - 5 * t)} ${n(0.2 + 0.4 * t)} ${n(-4 - 10 * t)} 0Z`,
      index % 3 ? palette.rim : palette.disc,
      0.5,
    )
  }
}

function paintStreamStones(stage: Stage, random: Random): void {
  const { w, h } = stage
  for (let index = 0; index < 15; index++) {
    const t = random.between(0.12, 0.95)
    const [x, y] = BENDS[Math.round(t * 4)] ?? [0.5, 1]
    const side = random.chance(0.5) ? 1 : -1
    const size = 1.5 + 8 * t * random.between(0.5, 1)
    paintRock(
      stage,
      random,
      w * (x + side * (WIDE[Math.round(t * 4)] ?? 0.1)) + random.around(4),
      h * y,
      size,
      0.3 * (1 - t),
      '#77736e',
    )
  }
}
