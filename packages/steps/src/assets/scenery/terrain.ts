/** Ridges, hills, dunes, rocks, grass. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { crag, leaf, n, polygon, roll, smooth } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { shade, tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMist } from './light.ts'

/** Fills from a skyline to the foot of the picture, fading into mist below the crest. */
export function paintLand(stage: Stage, skyline: readonly Point[], top: string, foot: string, soft = false): void {
  const { canvas, w, h } = stage
  const edge = soft ? smooth(skyline, false) : polygon(skyline).slice(0, -1)
  const crest = Math.min(...skyline.map(([, y]) => y))
  const fill = canvas.span(
    [
      [0, top],
      [1, foot],
    ],
    [0, crest, 0, crest + (h - crest) * 0.6],
  )
  canvas.path(`${edge}L${n(w + 6)} ${n(h + 2)}L-6 ${n(h + 2)}Z`, fill)
}

/** Mountains one behind the other; `count` ranges from far to near. */
export function paintRanges(stage: Stage, count = 4, tallest = 26): void {
  const { w, horizon, palette, setting } = stage
  const random = stage.random.fork('ranges')
  for (let index = 0; index < count; index++) {
    const depth = 0.86 - (0.62 * index) / Math.max(1, count - 1)
    const y = horizon - 6 + index * 5.5
    const skyline = crag(random, -6, w + 6, y - tallest * 0.28, tallest * (0.95 - index * 0.17), 7, 0.5)
    paintLand(stage, skyline, shade(stage, depth), mix(shade(stage, depth), palette.haze, 0.6))
    if (setting.weather.has('snow') || (index < 2 && tallest > 30 && setting.time !== 'grey'))
      paintSnow(stage, skyline, random, y - tallest * 0.3, 0.5 - index * 0.1)
    paintMist(stage, y + 5, 11, setting.weather.has('mist') ? 0.6 : 0.3)
  }
}

function paintSnow(stage: Stage, skyline: readonly Point[], random: Random, line: number, opacity: number): void {
  const { canvas, palette, light } = stage
  let path = ''
  for (let index = 1; index < skyline.length - 1; index++) {
    const [x, y] = skyline[index] ?? [0, 0]
    const [fromX, fromY] = skyline[index - 1] ?? [0, 0]
    const sunward = light.x < x ? fromY > y : fromY < y
    if (y > line || !sunward) continue
    const depth = Math.min(line - y, 9) * random.between(0.3, 0.9)
    path += polygon([
      [fromX, fromY],
      [x, y],
      [x + (light.x < x ? -0.6 : 0.6), y + depth],
      [fromX, fromY + depth * 0.4],
    ])
  }
  if (path) canvas.path(path, lighten(palette.rim, 0.35), opacity)
}

/** Soft hills in the colour `base`, far to near. */
export function paintHills(stage: Stage, base: string, count = 4, from = stage.horizon - 4, height = 6): void {
  const { w, h, canvas, palette } = stage
  const random = stage.random.fork('hills')
  for (let index = 0; index < count; index++) {
    const t = index / Math.max(1, count - 1)
    const y = from + (h * 0.9 - from) * t ** 1.3
    const skyline = roll(random, -6, w + 6, y, height * (1 - t * 0.45))
    const colour = tint(stage, base, 0.62 * (1 - t))
    const dark = mix(colour, palette.near, 0.25 + 0.45 * t)
    paintLand(stage, skyline, lighten(colour, 0.06), dark, true)
    canvas.stroke(smooth(skyline, false), palette.rim, 0.18, 0.35 * (1 - t * 0.5))
  }
}

/** Faceted rocks that sit on `y`; `size` is half the width. */
export function paintRock(
  stage: Stage,
  random: Random,
  x: number,
  y: number,
  size: number,
  depth = 0,
  base = '#6b6670',
): void {
  const { canvas, palette, light } = stage
  const side = light.x < x ? -1 : 1
  const rise = size * random.between(0.55, 0.85)
  const top: Point[] = [
    [x - size, y],
    [x - size * 0.86, y - rise * 0.5],
    [x - size * 0.4, y - rise * random.between(0.8, 1)],
    [x + size * random.between(0, 0.25), y - rise],
    [x + size * 0.7, y - rise * random.between(0.5, 0.75)],
    [x + size, y],
  ]
  const dark = mix(tint(stage, base, depth), palette.near, 0.55 * (1 - depth))
  const lit = mix(tint(stage, base, depth), palette.rim, 0.4)
  canvas.path(
    polygon([...top, [x + size * 0.6, y + size * 0.16], [x - size * 0.6, y + size * 0.16]]),
    canvas.linear(
      [
        [0, lit],
        [0.45, mix(dark, lit, 0.3)],
        [1, dark],
      ],
      side < 0 ? [0, 0, 0.8, 1] : [1, 0, 0.2, 1],
    ),
  )
  const ridge =
    side < 0
      ? [top[1], top[2], top[3], [x, y - rise * 0.42], [x - size * 0.5, y - rise * 0.3]]
      : [top[2], top[3], top[4], [x + size * 0.5, y - rise * 0.3], [x, y - rise * 0.5]]
  canvas.path(polygon(ridge as Point[]), mix(lit, palette.rim, 0.3), 0.5)
}

/** A tuft or a meadow's edge: blades between two x along `y`. */
export function grass(random: Random, from: number, to: number, y: number, height: number, step = 0.9): string {
  let path = ''
  for (let x = from; x < to; x += step * random.between(0.5, 1.5)) {
    path += leaf(
      x,
      y + random.around(0.8),
      height * random.between(0.5, 1.2),
      height * 0.11,
      -Math.PI / 2 + random.around(0.5),
      random.around(0.35),
    )
  }
  return path
}
