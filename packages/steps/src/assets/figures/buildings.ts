/** House, tower, windmill. */
import { mix } from '../paint/colour.ts'
import { disc, n, points, polygon } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { isDark } from '../paint/stage.ts'
import type { Pen } from './pen.ts'

function window(pen: Pen, x: number, y: number, width: number, height: number): void {
  const lit = isDark(pen.stage) || pen.stage.setting.time === 'dusk' || pen.stage.setting.weather.has('snow')
  if (lit)
    pen.canvas.circle(
      x + width / 2,
      y + height / 2,
      width * 2.6,
      pen.canvas.radial([
        [0, '#ffd27a', 0.5],
        [1, '#ffb14a', 0],
      ]),
    )
  pen.canvas.rect(x, y, width, height, lit ? '#ffe2a0' : mix(pen.tone('#3a4656'), pen.stage.palette.sky[2], 0.4))
  pen.line(
    `M${n(x + width / 2)} ${n(y)}v${n(height)}M${n(x)} ${n(y + height / 2)}h${n(width)}`,
    '#4a3426',
    width * 0.12,
  )
}

export function house(pen: Pen): void {
  pen.body(polygon(points('22,-80 22,-96 31,-96 31,-72')), '#8d5a48')
  smoke(pen)
  pen.body(polygon(points('-44,2 -44,-48 44,-48 44,2')), '#d9c4a2', { dark: 0.45 })
  pen.body(
    polygon(points('-54,-46 -26,-86 34,-86 54,-46')),
    pen.stage.setting.weather.has('snow') ? '#eef2f8' : '#a5482f',
    { dark: 0.4 },
  )
  for (let row = 1; row < 5; row++)
    pen.line(`M${n(-54 + row * 5.6)} ${-46 - row * 8}H${n(54 - row * 4)}`, '#5a2418', 0.5, 0.35)
  pen.body(polygon(points('-9,2 -9,-28 9,-28 9,2')), '#5f3d2a', { rim: 0.5 })
  for (const x of [-35, 20]) window(pen, x, -34, 14, 16)
}

function smoke(pen: Pen): void {
  for (const [x, y, r] of [
    [30, -102, 4],
    [36, -112, 6],
    [45, -124, 8],
  ] as const)
    pen.canvas.circle(
      x,
      y,
      r,
      pen.canvas.radial([
        [0, pen.stage.palette.haze, 0.6],
        [1, pen.stage.palette.haze, 0],
      ]),
    )
}

export function tower(pen: Pen): void {
  const stone = '#9a92a0'
  for (const [x, wide, tall] of [
    [-36, 20, 62],
    [36, 22, 70],
    [0, 26, 104],
  ] as const) {
    pen.body(
      polygon([
        [x - wide / 2, 4],
        [x - wide / 2, -tall],
        [x + wide / 2, -tall],
        [x + wide / 2, 4],
      ]),
      stone,
    )
    pen.body(
      polygon([
        [x - wide * 0.66, -tall],
        [x, -tall - wide * 1.5],
        [x + wide * 0.66, -tall],
      ]),
      '#7d4a58',
    )
    window(pen, x - 2.4, -tall + 10, 4.8, 9)
    pen.line(`M${x} ${-tall - wide * 1.5}v-9`, '#3c3038', 0.9)
    pen.patch(
      polygon([
        [x, -tall - wide * 1.5 - 9],
        [x + 9, -tall - wide * 1.5 - 6],
        [x, -tall - wide * 1.5 - 3],
      ]),
      pen.stage.palette.accent,
    )
  }
  const wall: Point[] = [
    [-56, 5],
    [-56, -34],
  ]
  for (let x = -56; x < 56; x += 8) wall.push([x, -40], [x + 4, -40], [x + 4, -34], [x + 8, -34])
  pen.body(polygon([...wall, [56, 5]]), mix(stone, '#6a6270', 0.35))
  pen.canvas.path('M-9 5V-14A9 9 0 0 1 9 -14V5Z', pen.dark)
  for (const x of [-38, 34]) window(pen, x, -24, 4, 8)
}

export function windmill(pen: Pen): void {
  pen.body(
    polygon([
      [-18, 3],
      [-11, -62],
      [11, -62],
      [18, 3],
    ]),
    '#dccbb0',
  )
  pen.body('-13,-60 -10,-72 0,-78 10,-72 13,-60', '#7a4a38')
  window(pen, -3, -40, 6, 9)
  const turn = pen.random.between(0.2, 0.6)
  for (let sail = 0; sail < 4; sail++) {
    const angle = turn + (sail * Math.PI) / 2
    const at = (r: number, side: number): Point => [
      Math.cos(angle) * r - Math.sin(angle) * side,
      -65 + Math.sin(angle) * r + Math.cos(angle) * side,
    ]
    pen.line(`M0 -65L${at(54, 0).map(n).join(' ')}`, '#4a3426', 1.6)
    pen.body(polygon([at(10, 1), at(53, 1), at(53, 10), at(10, 8)]), '#f3e6cc', { rim: 0.5 })
  }
  pen.patch(disc(0, -65, 3), '#3a281e')
}
