/** Seeds, flowers, a lone tree, a sprout. */
import { mix } from '../paint/colour.ts'
import { blob, disc, leaf, n, points, smooth, taper } from '../paint/shapes.ts'
import { broadTree } from '../scenery/trees.ts'
import type { Pen } from './pen.ts'
import { dewdrop } from './plants.ts'

/** A heap of seeds and nuts. */
export function seeds(pen: Pen): void {
  const { random } = pen
  const rows = 7
  for (let row = 0; row < rows; row++) {
    const count = 12 - row * 1.6
    for (let index = 0; index < count; index++) {
      const x = (index - (count - 1) / 2) * 11 + random.around(4)
      const y = -row * 7.4 - 4 + random.around(2)
      const kind = (row * 5 + index * 3) % 7
      if (kind < 2) acorn(pen, x, y, random.around(1.2))
      else if (kind < 4) hazelnut(pen, x, y)
      else if (kind < 6)
        pen.body(leaf(x - 5, y, 12, 6.4, random.around(1.4)), kind === 4 ? '#d9b878' : '#5f4a3a', { rim: 0.4 })
      else pen.body(disc(x, y, 3.6, 3.2), '#c8482f', { rim: 0.4 })
    }
  }
}

function acorn(pen: Pen, x: number, y: number, turn: number): void {
  pen.canvas.place(
    x,
    y,
    1,
    () => {
      pen.body('-5.5,-2 -5,5 0,11 5,5 5.5,-2', '#c08a42', { rim: 0.4 })
      pen.body('-7,-1 -6,-6 0,-9 6,-6 7,-1 0,1.4', '#7a5434', { rim: 0.5 })
      pen.line('M0 -8.6v-4', '#5a3d26', 1.2)
    },
    { turn: turn * 57 },
  )
}

function hazelnut(pen: Pen, x: number, y: number): void {
  pen.body(blob(pen.random, x, y, 7.4, 7, 0.05), '#b0703a', { rim: 0.5 })
  pen.body(disc(x - 1, y + 4, 4.6, 2.6), '#d9b080', { rim: 0 })
  for (const dx of [-3, 0, 3])
    pen.line(`M${n(x + dx)} ${n(y - 6)}q${n(-dx * 0.2)} 5 ${n(dx * 0.3)} 9`, '#6a3f1e', 0.4, 0.5)
}

export function flower(pen: Pen): void {
  const { canvas, stage } = pen
  const petal = stage.setting.hue ?? (/sun/i.test(stage.setting.seed) ? '#f3c23a' : stage.palette.accent)
  pen.body(taper(points('2,4 -3,-24 0,-58'), 4.4, 3), '#4f8f42', { rim: 0.5 })
  pen.body(leaf(-1, -14, 34, 14, -0.5, -0.2), '#4f9a48')
  pen.body(leaf(-2, -24, 32, 13, Math.PI + 0.55, 0.2), '#5aa650')
  for (const [count, reach, wide, mixing] of [
    [11, 34, 17, 0],
    [11, 29, 13, 0.25],
  ] as const)
    for (let index = 0; index < count; index++)
      pen.body(leaf(0, -62, reach, wide, (index / count) * 6.283 + mixing * 1.2), mix(petal, '#ffe6c8', mixing), {
        rim: 0.5,
        dark: 0.28,
      })
  canvas.circle(
    0,
    -62,
    9,
    canvas.radial([
      [0, pen.tone('#e0a040')],
      [1, pen.tone('#6a3a1c')],
    ]),
  )
  let dots = ''
  for (let index = 0; index < 40; index++)
    dots += disc(
      Math.cos(index * 2.4) * Math.sqrt(index) * 1.25,
      -62 + Math.sin(index * 2.4) * Math.sqrt(index) * 1.25,
      0.6,
    )
  canvas.path(dots, pen.tone('#f3d08a'), 0.8)
}

export function loneTree(pen: Pen): void {
  const { canvas, stage, random } = pen
  const crown = /apple|cherry|blossom/i.test(stage.setting.seed)
    ? '#e8a0b4'
    : stage.setting.time === 'golden'
      ? '#d98a35'
      : '#5a8f46'
  pen.body(taper(points('0,4 -3,-22 1,-52'), 15, 6), '#6a4a34')
  for (const [x, y] of [
    [-22, -62],
    [24, -64],
    [2, -74],
  ] as const)
    pen.body(
      taper(
        [
          [0, -36],
          [x * 0.5, -50],
          [x, y],
        ],
        6,
        2,
      ),
      '#6a4a34',
      { rim: 0.4 },
    )
  for (let row = 0; row < 3; row++) {
    for (let index = 0; index < 8; index++) {
      const angle = (index / 8) * 6.283 + row
      const spread = 28 - row * 8
      pen.body(
        blob(
          random,
          Math.cos(angle) * spread * 1.15,
          -74 - row * 4 + Math.sin(angle) * spread * 0.7,
          17 - row * 2,
          14 - row * 1.5,
          0.14,
          10,
        ),
        mix(crown, '#ffffff', row * 0.06),
        { rim: 0.5, dark: 0.5 - row * 0.12 },
      )
    }
  }
  canvas.path(broadTree(random, -70, 3, 9) + broadTree(random, 76, 2, 7), pen.dark, 0.5)
}

export function shoot(pen: Pen): void {
  pen.body('-40,4 -22,-10 0,-14 22,-10 40,4', '#5a3d28')
  pen.body(taper(points('0,-10 -2,-34 1,-58'), 4.4, 2.6), '#6fae4a', { rim: 0.6 })
  pen.body(leaf(0, -56, 40, 20, -0.55, -0.15), '#7fc455')
  pen.body(leaf(0, -56, 38, 19, Math.PI + 0.6, 0.15), '#68b04a')
  dewdrop(pen, 20, -68, 3.4)
  pen.line(smooth(points('-30,2 -10,-4 14,-4 32,2'), false), '#8a6040', 1, 0.7)
}
