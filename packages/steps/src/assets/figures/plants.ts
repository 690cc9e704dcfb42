/** Ferns and leaves, with drops on them. */
import { lighten, mix } from '../paint/colour.ts'
import { disc, leaf, n, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import type { Pen } from './pen.ts'

/** A drop with the world in it. */
export function dewdrop(pen: Pen, x: number, y: number, r: number): void {
  const { canvas, stage } = pen
  const { palette } = stage
  canvas.ellipse(x + r * 0.25, y + r * 0.5, r * 1.02, r * 0.86, pen.dark, 0.3)
  canvas.circle(
    x,
    y,
    r,
    canvas.linear(
      [
        [0, mix(pen.tone('#2f5a34'), palette.near, 0.3), 0.85],
        [0.5, pen.tone('#8fc48a'), 0.7],
        [1, lighten(palette.rim, 0.55), 0.95],
      ],
      [0.2, 0, 0.75, 1],
    ),
  )
  canvas.stroke(disc(x, y, r * 0.96), '#ffffff', r * 0.08, 0.5)
  canvas.ellipse(x - r * 0.36, y - r * 0.42, r * 0.26, r * 0.18, '#ffffff', 0.95)
  canvas.circle(x + r * 0.4, y + r * 0.42, r * 0.12, '#ffffff', 0.8)
}

/** One fern frond from the root, arching towards `lean`. */
export function frond(pen: Pen, x: number, y: number, long: number, lean: number, base: string): void {
  const { canvas } = pen
  const at = (t: number): Point => alongFrond(x, y, long, lean, t)
  const spine = [0, 0.2, 0.4, 0.6, 0.8, 1].map(at)
  const colour = pen.tone(base)
  let blades = ''
  for (let index = 2; index < 30; index++) {
    const t = index / 30
    const [px, py] = at(t)
    const [qx, qy] = at(t + 0.02)
    const along = Math.atan2(qy - py, qx - px)
    const size = long * 0.2 * Math.sin(Math.PI * (0.12 + 0.86 * t)) ** 0.9
    for (const side of [-1, 1]) blades += leaf(px, py, size, size * 0.24, along + side * 1.12, side * -0.12)
  }
  canvas.path(
    blades,
    canvas.linear([
      [0, mix(colour, pen.stage.palette.rim, 0.42)],
      [0.5, colour],
      [1, mix(colour, pen.stage.palette.near, 0.5)],
    ]),
  )
  canvas.path(taper(spine, long * 0.028, long * 0.006), mix(colour, pen.stage.palette.rim, 0.5))
}

export function fern(pen: Pen): void {
  const { random } = pen
  for (const x of [-165, -96, 100, 168])
    for (const lean of [-0.75, 0.7, -0.25, 0.3])
      frond(pen, x + random.around(6), 16, random.between(58, 92), lean + random.around(0.15), '#2c5a38')
  const greens = ['#3f7a3c', '#4f8f42', '#68a84c', '#86c25a']
  const fronds = [
    [-1.0, 96, 0],
    [1.0, 98, 0],
    [-0.42, 110, 1],
    [0.55, 106, 1],
    [-0.8, 66, 2],
    [0.8, 70, 2],
    [0.06, 88, 3],
  ] as const
  for (const [lean, long, tone] of fronds) frond(pen, 0, 8, long, lean, greens[tone] ?? '#68a84c')
  for (const [lean, long] of fronds)
    for (const t of [0.5, 0.68, 0.86]) {
      const [x, y] = alongFrond(0, 8, long, lean, t + random.around(0.06))
      dewdrop(pen, x + random.around(5), y + random.around(3), random.between(1, 2.5))
    }
}

/** A point of a frond's spine. */
function alongFrond(x: number, y: number, long: number, lean: number, t: number): Point {
  return [x + lean * long * t ** 1.6, y - long * (t - 0.36 * t ** 2.6)]
}

/** Great leaves across the picture, drops on them. */
export function leaves(pen: Pen): void {
  const { canvas, random, stage } = pen
  const autumn = stage.setting.time === 'golden'
  const greens = autumn ? ['#b5652c', '#c98a35', '#a8482c'] : ['#2f6b3a', '#3f8a45', '#5aa650']
  const shapes = [
    [-146, -96, 128, 50, 0.5, 0],
    [146, -104, 132, 52, Math.PI - 0.5, 0],
    [60, 96, 120, 52, -2.0, 0],
    [150, 10, 128, 56, Math.PI + 0.12, 1],
    [-150, 40, 150, 64, -0.22, 1],
    [-60, 96, 136, 60, -0.95, 2],
  ] as const
  for (const [x, y, long, wide, angle, tone] of shapes) {
    const shape = leaf(x, y, long, wide, angle, 0.08)
    pen.body(shape, greens[tone] ?? '#3f8a45', { dark: 0.5 })
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    let veins = `M${n(x)} ${n(y)}L${n(x + cos * long * 0.96)} ${n(y + sin * long * 0.96)}`
    for (let index = 1; index < 8; index++) {
      const t = index / 8.6
      const reach = wide * 0.42 * Math.sin(Math.PI * t) ** 0.8
      for (const side of [-1, 1])
        veins +=
          `M${n(x + cos * long * t)} ${n(y + sin * long * t)}` +
          `q${n(cos * reach * 0.5 - sin * side * reach * 0.4)} ` +
          `${n(sin * reach * 0.5 + cos * side * reach * 0.4)} ` +
          `${n(cos * reach * 0.8 - sin * side * reach)} ${n(sin * reach * 0.8 + cos * side * reach)}`
    }
    pen.line(veins, autumn ? '#f0c878' : '#b4dc98', 0.6, 0.5)
    for (let index = 0; index < 9; index++) {
      const [t, off] = [random.between(0.2, 0.85), random.around(wide * 0.24)]
      dewdrop(
        pen,
        x + cos * long * t - sin * off,
        y + sin * long * t + cos * off,
        random.between(1.4, 3) * (index % 4 ? 1 : 1.9),
      )
    }
  }
  dewdrop(pen, 30, -16, 9)
  canvas.circle(
    30,
    -16,
    26,
    canvas.radial([
      [0, stage.palette.rim, 0.3],
      [1, stage.palette.rim, 0],
    ]),
  )
}
