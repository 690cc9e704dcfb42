/** A warm chamber under the earth. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { blob, leaf, n, smooth, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMotes } from './light.ts'

/** A warm chamber under the earth, its mouth far behind. */
export function paintBurrow(stage: Stage): void {
  const { canvas, w, h } = stage
  const random = stage.random.fork('burrow')
  const x = stage.w * 0.5
  const y = h * 0.44
  canvas.wash('#1c100c')
  paintWalls(stage, random)
  canvas.circle(
    x,
    y,
    h * 0.42,
    canvas.radial([
      [0, '#fff0bf', 0.95],
      [0.2, '#ffd27f', 0.6],
      [1, '#f2a04c', 0],
    ]),
  )
  canvas.path(
    blob(random, x, y - 1, w * 0.07, h * 0.095, 0.08),
    canvas.radial([
      [0, '#fffbe6'],
      [1, '#ffe6a0'],
    ]),
  )
  paintRoots(stage, random)
  paintNest(stage, random)
  paintMotes(stage, 18, '#ffdc94', 0.4)
}

/** Rings of earth, lighter towards the mouth. */
function paintWalls({ canvas, w, h }: Stage, random: Random): void {
  const [x, y] = [w * 0.5, h * 0.44]
  const rings: readonly [number, string][] = [
    [0.62, '#2a1811'],
    [0.52, '#422616'],
    [0.43, '#633a1d'],
    [0.34, '#8f5829'],
    [0.25, '#c5823b'],
  ]
  for (const [reach, colour] of rings) {
    const shape = blob(random, x, y, w * reach * 0.92, h * reach * 0.98, 0.07, 15)
    canvas.path(
      shape,
      canvas.linear([
        [0, colour],
        [1, mix(colour, '#1c100c', 0.4)],
      ]),
    )
    canvas.stroke(shape, lighten(colour, 0.18), 0.3, 0.4)
  }
}

function paintRoots({ canvas, w, h }: Stage, random: Random): void {
  for (let index = 0; index < 11; index++) {
    const from = w * (0.06 + 0.88 * (index / 10))
    const long = h * random.between(0.1, 0.34) * (0.4 + 1.2 * Math.abs(index / 10 - 0.5))
    const spine: Point[] = [0, 0.3, 0.65, 1].map((t) => [from + random.around(5) * t, -3 + long * t])
    canvas.path(
      taper(spine, random.between(1.4, 3.4), 0.2),
      canvas.linear([
        [0, '#24140d'],
        [1, '#6e4526'],
      ]),
    )
  }
}

/** The trodden ground, straw on it. */
function paintNest({ canvas, w, h }: Stage, random: Random): void {
  canvas.path(
    `${smooth(
      [
        [-6, h * 0.74],
        [w * 0.2, h * 0.7],
        [w * 0.5, h * 0.67],
        [w * 0.8, h * 0.71],
        [w + 6, h * 0.75],
      ],
      false,
    )}V${n(h + 4)}H-6Z`,
    canvas.linear([
      [0, '#a3672f'],
      [0.25, '#5d381d'],
      [1, '#1a0e0a'],
    ]),
  )
  for (let index = 0; index < 90; index++) {
    const [px, py] = [w * 0.5 + random.around(w * 0.3), h * (0.71 + random.around(0.035))]
    canvas.path(
      leaf(px, py, random.between(4, 9), 0.5, random.around(0.5), random.around(0.3)),
      index % 2 ? '#dba653' : '#8d5a2a',
    )
  }
}
