/** Anemone, fish, whale, jellyfish, turtle. */
import { lighten, mix } from '../paint/colour.ts'
import { points, polygon, smooth, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { paintEye } from './pen.ts'
import type { Pen } from './pen.ts'

export function anemone(pen: Pen): void {
  const { canvas, random } = pen
  const purple = pen.stage.setting.hue ?? '#9a4fc4'
  pen.body('-24,2 -20,-22 -25,-40 -14,-46 14,-46 25,-40 20,-22 24,2 0,5', mix(purple, '#d8557a', 0.35), { dark: 0.5 })
  for (let index = 0; index < 5; index++)
    pen.line(`M${-14 + index * 7} -42Q${-12 + index * 6} -20 ${-16 + index * 8} 2`, '#ffd6f0', 0.9, 0.22)
  for (let row = 0; row < 4; row++) {
    const count = 17 - row * 2
    for (let index = 0; index < count; index++) {
      const t = (index + 0.5) / count
      const angle = -Math.PI * (1.08 - 1.16 * t) + random.around(0.12)
      const long = (64 - row * 11) * random.between(0.8, 1.1)
      const sway = Math.sin(index * 1.7 + row) * 11
      const [x, y] = [Math.cos(angle) * 21, -44 + Math.sin(angle) * 6]
      const spine: Point[] = [0, 0.3, 0.65, 1].map((s) => [
        x + Math.cos(angle) * long * s + sway * s * s,
        y + Math.sin(angle) * long * s * 0.92 + Math.abs(Math.cos(angle)) * 9 * s * s,
      ])
      const base = mix(mix(mix(purple, '#3d1a66', 0.4), lighten(purple, 0.35), row / 3), '#3b8ec0', 0.12)
      canvas.path(
        taper(spine, 5.6 - row * 0.5, 2.6),
        canvas.linear([
          [0, lighten(mix(base, '#ff9ad8', 0.4), 0.25)],
          [0.5, base],
          [1, mix(base, '#2a1048', 0.35)],
        ]),
      )
      const [tipX, tipY] = spine[3] ?? [x, y]
      canvas.circle(tipX, tipY, 2.2, mix('#ffd2f2', purple, 0.15 + 0.12 * (3 - row)))
    }
  }
}

export function fish(pen: Pen): void {
  const { canvas } = pen
  const base = pen.stage.setting.hue ?? pen.random.pick(['#f08a3c', '#e8b53e', '#e0604a'])
  pen.body('-40,-30 -58,-50 -70,-56 -64,-32 -70,-6 -56,-12', mix(base, '#ffffff', 0.12))
  pen.body('-14,-50 4,-68 26,-62 30,-48', base)
  pen.body('-8,-12 4,4 16,0 16,-12', base)
  pen.body('-44,-31 -22,-50 10,-54 36,-46 52,-32 36,-16 10,-8 -22,-14', base, { dark: 0.35 })
  pen.patch('30,-48 24,-32 30,-14 22,-12 16,-32 22,-52', '#fff4e0', 0.85)
  pen.patch('-12,-50 -18,-32 -12,-12 -20,-14 -25,-32 -20,-49', '#fff4e0', 0.85)
  pen.body('4,-30 -12,-20 -10,-12 8,-18', mix(base, '#ffe0a0', 0.3), { rim: 0.5 })
  canvas.circle(38, -36, 5, '#fff8ea')
  paintEye(pen, 39, -36, 3.6)
}

export function whale(pen: Pen): void {
  pen.body('-62,-40 -84,-62 -104,-66 -92,-48 -98,-32 -76,-38', '#3e6688')
  pen.body('-72,-42 -44,-56 0,-66 44,-62 74,-46 80,-30 64,-16 30,-8 -14,-14 -50,-32', '#4a7ba0', { dark: 0.45 })
  pen.patch('78,-32 60,-18 28,-9 -10,-14 -30,-22 6,-26 46,-30', '#dbe9ec', 0.85)
  for (let index = 0; index < 7; index++)
    pen.line(
      `M${68 - index * 2} ${-28 + index * 2.4}Q${30 - index * 4} ${-16 + index} ${-6 - index} ${-20 + index}`,
      '#6d93a8',
      0.6,
      0.6,
    )
  pen.body('18,-20 2,-2 -16,8 -6,-12 8,-24', '#3a6284')
  paintEye(pen, 56, -35, 2.2)
}

export function jellyfish(pen: Pen): void {
  const { canvas, random } = pen
  const base = pen.stage.setting.hue ?? '#e58ac8'
  for (let index = 0; index < 13; index++) {
    const x = -28 + index * 4.7
    const spine: Point[] = [0, 1, 2, 3, 4].map((step) => [
      x + Math.sin(step * 1.4 + index) * 4,
      -52 + step * random.between(11, 16),
    ])
    canvas.path(
      taper(spine, index % 3 ? 1.2 : 4, 0.3),
      canvas.linear([
        [0, lighten(base, 0.35), 0.85],
        [1, base, 0.1],
      ]),
    )
  }
  canvas.path(
    'M-36 -50C-40 -86 -20 -102 0 -102C20 -102 40 -86 36 -50Q30 -44 24 -50Q18 -44 12 -50Q6 -44 0 -50' +
      'Q-6 -44 -12 -50Q-18 -44 -24 -50Q-30 -44 -36 -50Z',
    canvas.radial(
      [
        [0, lighten(base, 0.7), 0.95],
        [0.6, base, 0.75],
        [1, lighten(base, 0.4), 0.9],
      ],
      0.42,
      0.3,
      0.8,
    ),
  )
  canvas.ellipse(
    0,
    -74,
    60,
    50,
    canvas.radial([
      [0, lighten(base, 0.4), 0.3],
      [1, base, 0],
    ]),
  )
}

export function turtle(pen: Pen): void {
  pen.body('-26,-16 -50,0 -58,6 -46,-14 -34,-24', '#6f9a62')
  pen.body('22,-18 16,8 4,22 10,-4 12,-20', '#7aa66a')
  pen.body('36,-30 50,-42 64,-42 70,-34 62,-26 42,-22', '#86b074')
  pen.body('-46,-18 -36,-40 -8,-52 22,-46 42,-28 40,-18 10,-10 -24,-10', '#8a7040', { dark: 0.45 })
  for (const [x, y] of [
    [-24, -30],
    [-6, -36],
    [12, -33],
    [26, -27],
    [-12, -21],
    [6, -20],
  ] as const)
    pen.patch(
      polygon([
        [x - 7, y],
        [x - 3, y - 6],
        [x + 4, y - 6],
        [x + 8, y],
        [x + 3, y + 5],
        [x - 4, y + 5],
      ]),
      '#c2a25c',
      0.7,
    )
  paintEye(pen, 61, -36, 2)
  pen.line(smooth(points('-40,-17 -10,-11 20,-12 38,-18'), false), '#e8d49a', 1, 0.6)
}
