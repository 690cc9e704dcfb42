/** The tide pool, seen from above. */
import { lighten, mix } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { disc, leaf, n, ribbon, smooth, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'

/** Clear water over pebbles, from straight above; rock around it. */
export function paintTidePool(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  const random = stage.random.fork('pool')
  const sand = tint(stage, '#d9c9a0')
  canvas.wash(
    canvas.radial(
      [
        [0, mix(sand, '#5fc2b8', 0.45)],
        [0.55, mix(sand, '#2b8a90', 0.7)],
        [1, '#0d4a56'],
      ],
      0.5,
      0.45,
      0.75,
    ),
  )
  paintPebbles(stage, random)
  paintWeed(stage, random)
  paintCaustics(stage)
  paintPoolRim(stage)
  canvas.circle(
    w * 0.34,
    h * 0.2,
    h * 0.7,
    canvas.radial([
      [0, palette.rim, 0.3],
      [1, palette.rim, 0],
    ]),
  )
}

function paintPebbles(stage: Stage, random: Random): void {
  const { canvas, w, h } = stage
  for (let index = 0; index < 430; index++) {
    const [x, y, size] = [w * random.next(), h * random.next(), random.between(1.2, 5.6) * random.between(0.4, 1)]
    const stone = mix(
      tint(stage, random.pick(['#9fb0b4', '#d3bd98', '#7f959c', '#efe4cb', '#b98a6c', '#61777f', '#c99f8b'])),
      '#35b5ae',
      0.22,
    )
    const flat = random.between(0.68, 0.95)
    canvas.ellipse(x + size * 0.2, y + size * 0.28, size * 1.04, size * flat, '#062f38', 0.32)
    canvas.ellipse(
      x,
      y,
      size,
      size * flat,
      canvas.linear(
        [
          [0, lighten(stone, 0.28)],
          [1, mix(stone, '#06323b', 0.4)],
        ],
        [0.1, 0, 0.8, 1],
      ),
    )
  }
}

function paintWeed(stage: Stage, random: Random): void {
  const { canvas, w, h } = stage
  for (let clump = 0; clump < 9; clump++) {
    const angle = (clump / 9) * 6.28 + random.around(0.4)
    const [x, y] = [w * (0.5 + 0.4 * Math.cos(angle)), h * (0.5 + 0.4 * Math.sin(angle))]
    for (let blade = 0; blade < 14; blade++) {
      const green = mix(tint(stage, random.pick(['#4e9a3c', '#7fbf4d', '#2f7a45', '#a8cf5a'])), '#0d5a50', 0.25)
      const [turn, long] = [angle + Math.PI + random.around(1.5), random.between(6, 19)]
      const bend = random.around(0.9)
      const spine: Point[] = [0, 0.3, 0.6, 1].map((t) => [
        x + Math.cos(turn + bend * t) * long * t,
        y + Math.sin(turn + bend * t) * long * t,
      ])
      canvas.path(
        taper(spine, random.between(1, 2), 0.15),
        canvas.linear([
          [0, lighten(green, 0.2)],
          [1, green],
        ]),
      )
    }
  }
}

/** Light that ripples throw onto the bottom: soft lines, thick where they run together, open between. */
function paintCaustics(stage: Stage, opacity = 0.4): void {
  const { canvas, w, h } = stage
  const random = stage.random.fork('caustics')
  const wide = 11
  const corner = (row: number, column: number): Point => {
    const own = random.fork(`${row} ${column}`)
    return [(column + (row % 2 ? 0.5 : 0) + own.around(0.42)) * wide, (row * 0.86 + own.around(0.4)) * wide * 0.72]
  }
  let [glow, core, knots] = ['', '', '']
  for (let row = -1; row * wide * 0.62 < h + 12; row++) {
    for (let column = -1; column * wide < w + 12; column++) {
      const [here, next] = [corner(row, column), corner(row, column + 1)]
      const below = corner(row + 1, column + (row % 2 ? 1 : 0))
      for (const [to, chance] of [
        [next, 0.72],
        [below, 0.8],
      ] as const) {
        if (!random.chance(chance)) continue
        const strand = caustic(random, here, to)
        glow += ribbon(strand, random.between(1.5, 2.6))
        core += ribbon(strand, random.between(0.3, 0.75))
      }
      knots += disc(here[0], here[1], random.between(0.3, 0.9), random.between(0.2, 0.55))
    }
  }
  canvas.path(glow, '#dffff2', opacity * 0.3)
  canvas.path(core, '#f6fff8', opacity * 0.75)
  canvas.path(knots, '#ffffff', opacity * 0.6)
}

/** One bent thread between two knots of light. */
function caustic(random: Random, [ax, ay]: Point, [bx, by]: Point): Point[] {
  const bend = random.around(0.5)
  return [-0.08, 0.2, 0.5, 0.8, 1.08].map((t) => {
    const swell = bend * 4 * t * (1 - t)
    return [ax + (bx - ax) * t - (by - ay) * swell * 0.6, ay + (by - ay) * t + (bx - ax) * swell * 0.6]
  })
}

function paintPoolRim(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  const random = stage.random.fork('rim')
  const stone = mix(tint(stage, '#6f6259'), palette.near, 0.3)
  for (const [grow, colour] of [
    [0, mix(stone, '#0a2a30', 0.55)],
    [0.045, stone],
    [0.09, lighten(mix(stone, palette.rim, 0.3), 0.05)],
    [0.14, mix(stone, palette.near, 0.25)],
  ] as const) {
    const ring: Point[] = Array.from({ length: 22 }, (_, index) => {
      const angle = (index / 22) * 2 * Math.PI
      const reach = 0.425 + grow + random.around(0.022)
      return [w * (0.5 + Math.cos(angle) * reach * 1.03), h * (0.49 + Math.sin(angle) * reach * 1.02)]
    })
    canvas.path(`M-4 -4H${n(w + 4)}V${n(h + 4)}H-4Z${smooth(ring.toReversed())}`, colour)
  }
  for (let index = 0; index < 40; index++) {
    const angle = random.between(0, 6.28)
    const reach = 0.57 + random.next() * 0.1
    canvas.path(
      leaf(w * (0.5 + Math.cos(angle) * reach), h * (0.49 + Math.sin(angle) * reach), 3, 1.4, angle + random.around(1)),
      mix(stone, palette.near, 0.5),
      0.5,
    )
  }
}
