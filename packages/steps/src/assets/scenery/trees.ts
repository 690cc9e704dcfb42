/** Trees, as outlines that a wood is built from. */
import { mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { blob, n, polygon, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { shade } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMist } from './light.ts'

/** A pine that stands on (x, y). */
export function pine(random: Random, x: number, y: number, height: number): string {
  const tiers = Math.max(6, Math.round(height / 2.6))
  const spread = height * random.between(0.15, 0.21)
  const [left, right]: [Point[], Point[]] = [[], []]
  for (let tier = 1; tier <= tiers; tier++) {
    const t = tier / tiers
    const level = y - height * (1 - t) * 0.97 - height * 0.04
    const reach = spread * t ** 0.85
    const droop = height * 0.02
    left.push([x - reach * random.between(0.8, 1.1), level + droop], [x - reach * 0.42, level - droop * 0.3])
    right.push([x + reach * random.between(0.8, 1.1), level + droop], [x + reach * 0.42, level - droop * 0.3])
  }
  const stem = height * 0.014
  return polygon([
    [x, y - height],
    ...left,
    [x - stem, y - height * 0.03],
    [x - stem, y + 1],
    [x + stem, y + 1],
    [x + stem, y - height * 0.03],
    ...right.toReversed(),
  ])
}

/** A broad tree that stands on (x, y): trunk and crown. */
export function broadTree(random: Random, x: number, y: number, height: number): string {
  let path = taper(
    [
      [x, y + 0.5],
      [x + random.around(height * 0.03), y - height * 0.3],
      [x, y - height * 0.62],
    ],
    height * 0.1,
    height * 0.04,
  )
  for (const side of [-1, 1])
    path += taper(
      [
        [x, y - height * 0.34],
        [x + side * height * 0.13, y - height * 0.5],
        [x + side * height * 0.2, y - height * 0.62],
      ],
      height * 0.04,
      height * 0.015,
    )
  for (let index = 0; index < 9; index++) {
    const angle = (index / 9) * Math.PI * 2
    path += blob(
      random,
      x + Math.cos(angle) * height * 0.2,
      y - height * 0.68 + Math.sin(angle) * height * 0.15,
      height * random.between(0.13, 0.2),
      height * random.between(0.11, 0.16),
      0.22,
      11,
    )
  }
  return path + blob(random, x, y - height * 0.68, height * 0.25, height * 0.22, 0.12, 11)
}

/** Rows of a wood from far to near, mist between them. */
export function paintWood(
  stage: Stage,
  kind: typeof pine,
  options: { from: number; to: number; rows?: number; tall?: number },
): void {
  const { canvas, w, h, setting, palette } = stage
  const random = stage.random.fork('wood')
  const rows = options.rows ?? 5
  const misty = setting.weather.has('mist') || setting.weather.has('rain') ? 0.62 : 0.34
  for (let row = 0; row < rows; row++) {
    const t = row / (rows - 1)
    const ground = options.from + (options.to - options.from) * t ** 1.25
    const tall = (options.tall ?? 30) * (0.5 + 0.9 * t)
    const step = tall * (0.2 + 0.1 * t)
    const colour = shade(stage, 0.8 * (1 - t) ** 1.1 + 0.04)
    let path = ''
    for (let x = -tall * 0.1; x < w + tall * 0.1; x += step * random.between(0.6, 1.5)) {
      // The last row opens in the middle, so that the eye can walk in.
      const side = Math.abs(x / w - 0.5) * 2
      if (row === rows - 1 && side < 0.55) continue
      const reach = row >= rows - 2 ? 0.55 + 0.65 * side : 1
      path += kind(random, x, ground + random.around(1), tall * random.between(0.6, 1.12) * reach)
    }
    const fade = mix(colour, palette.haze, 0.5 * (1 - t) + 0.05)
    canvas.path(
      path,
      canvas.span(
        [
          [0, colour],
          [0.6, colour],
          [1, fade],
        ],
        [0, ground - tall, 0, ground],
      ),
    )
    const shadow = [
      [0, fade],
      [1, shade(stage, 0.12 * (1 - t))],
    ] as const
    canvas.rect(-2, ground - 0.6, w + 4, h, canvas.span(shadow, [0, ground, 0, h]))
    if (row < rows - 1) paintMist(stage, ground - 1, 12 + 5 * t, misty * (1 - t * 0.55))
  }
}

/** A standing trunk that leaves the picture above, with broken boughs. */
export function trunk(random: Random, x: number, foot: number, width: number): string {
  const lean = random.around(width * 0.6)
  let path = taper(
    [
      [x - lean * 0.2, foot + width * 0.7],
      [x, foot - width * 0.9],
      [x + lean * 0.5, foot * 0.45],
      [x + lean, -5],
    ],
    width * 1.5,
    width * 0.75,
  )
  path += polygon([
    [x - width * 1.3, foot + width * 0.6],
    [x - width * 0.5, foot - width * 1.2],
    [x + width * 0.5, foot - width * 1.2],
    [x + width * 1.2, foot + width * 0.6],
  ])
  for (let index = 0; index < 3; index++) {
    const y = foot * random.between(0.02, 0.5)
    const side = random.chance(0.5) ? 1 : -1
    const reach = width * random.between(2, 4.5)
    path += taper(
      [
        [x + lean * 0.5, y],
        [x + side * reach * 0.5, y - reach * 0.18],
        [x + side * reach, y - reach * 0.5],
      ],
      width * 0.28,
      width * 0.06,
    )
  }
  return path
}

/** The dark flecks of birch bark. */
export function birchMarks(random: Random, x: number, foot: number, width: number): string {
  let path = ''
  for (let y = -2; y < foot; y += random.between(2.2, 6)) {
    const side = random.chance(0.5) ? -1 : 1
    const long = width * random.between(0.2, 0.55)
    path +=
      `M${n(x + side * width * 0.5)} ${n(y)}q${n(-side * long * 0.6)} ${n(-0.5)} ${n(-side * long)} 0.3` +
      `q${n(side * long * 0.5)} 0.5 ${n(side * long)} 0.3Z`
  }
  return path
}

/** Leaves that hang into the picture from above, out of the light. */
export function canopy(random: Random, w: number, depth: number): string {
  let path = ''
  for (let index = 0; index < 150; index++) {
    const x = w * random.between(-0.02, 1.02)
    const edge = Math.abs(x / w - 0.5) * 2
    const reach = depth * (0.3 + 0.75 * edge ** 1.5)
    const size = random.between(1.4, 4.2)
    path += blob(random, x, reach * random.next() ** 1.4, size * 1.25, size, 0.35, 7)
  }
  return path
}
