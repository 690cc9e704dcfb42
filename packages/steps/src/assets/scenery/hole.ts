/** A dark hollow under a great root. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { blob, leaf, smooth, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'

/** Its middle, its size, its colours. */
interface Hollow {
  stage: Stage
  random: Random
  x: number
  y: number
  size: number
  bark: string
  /** The fill of the roots. */
  wood: string
  moss: string
}

/** A dark hollow under a great root, mossy all around. Drawn over the forest's floor. */
export function paintHole(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  const random = stage.random.fork('hole')
  const [x, y, size] = [w * 0.5, h * 0.52, Math.min(w * 0.3, h * 0.26)]
  const bark = mix(tint(stage, '#6e4e36'), palette.near, 0.3)
  const wood = canvas.linear([
    [0, mix(bark, palette.rim, 0.35)],
    [0.5, bark],
    [1, mix(bark, palette.near, 0.6)],
  ])
  const moss = mix(tint(stage, '#86ad4c'), palette.near, 0.12)
  const hollow: Hollow = { stage, random, x, y, size, bark, wood, moss }
  canvas.path(
    smooth([
      [-10, h * 0.74],
      [x - size * 1.9, y + size * 0.2],
      [x - size * 0.8, y - size * 0.8],
      [x + size * 0.7, y - size * 0.85],
      [x + size * 1.9, y + size * 0.1],
      [w + 10, h * 0.72],
      [w + 10, h * 1.1],
      [-10, h * 1.1],
    ]),
    canvas.linear([
      [0, moss],
      [0.7, mix(moss, palette.near, 0.7)],
    ]),
  )
  paintMouth(hollow)
  paintGreatRoots(hollow)
  paintTufts(hollow)
}

function paintMouth({ stage, random, x, y, size, bark }: Hollow): void {
  const { canvas, palette } = stage
  canvas.path(blob(random, x, y + size * 0.1, size * 1.02, size * 0.72, 0.08), mix(bark, palette.near, 0.6))
  canvas.path(
    blob(random, x, y + size * 0.14, size * 0.9, size * 0.62, 0.08),
    canvas.radial(
      [
        [0, '#020203'],
        [0.6, '#070608'],
        [1, '#1c1310'],
      ],
      0.5,
      0.6,
      0.6,
    ),
  )
}

/** Roots that come down from a tree above the picture, mossy on top. */
function paintGreatRoots({ stage, x, y, size, wood, moss }: Hollow): void {
  const { canvas, h } = stage
  for (const [side, reach, thick] of [
    [-1, 3.3, 0.3],
    [1, 3.1, 0.28],
    [-1, 2.4, 0.5],
    [1, 2.5, 0.44],
  ] as const) {
    const spine: Point[] = [
      [x + side * size * 0.25, -6],
      [x + side * size * 0.3, y - size * 1.3],
      [x + side * size * reach * 0.42, y - size * 0.5],
      [x + side * size * reach * 0.5, y + size * 0.45],
      [x + side * size * reach * 0.8, h * 0.79],
    ]
    canvas.path(taper(spine, size * thick * 1.7, size * thick * 0.45), wood)
    canvas.stroke(
      smooth(
        spine.map(([px, py]) => [px - side * size * thick * 0.3, py] as Point),
        false,
      ),
      moss,
      size * 0.1,
      0.75,
    )
  }
}

function paintTufts({ stage, random, x, y, size, moss }: Hollow): void {
  let tufts = ''
  for (let index = 0; index < 170; index++) {
    const angle = Math.PI * random.between(0.02, 0.98)
    tufts += leaf(
      x + Math.cos(angle) * size * 1.05,
      y + size * 0.1 + Math.sin(angle) * size * 0.78,
      random.between(1.2, 4),
      0.4,
      -Math.PI / 2 + random.around(1.2),
    )
  }
  stage.canvas.path(tufts, lighten(moss, 0.1))
}
