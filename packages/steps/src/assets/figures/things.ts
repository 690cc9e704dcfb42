/** Book, fire, cup, clock. */
import { lighten } from '../paint/colour.ts'
import { disc, n, taper } from '../paint/shapes.ts'
import type { Pen } from './pen.ts'

export function book(pen: Pen): void {
  const { canvas, stage } = pen
  canvas.circle(
    0,
    -40,
    90,
    canvas.radial([
      [0, lighten(stage.palette.rim, 0.3), 0.55],
      [1, stage.palette.rim, 0],
    ]),
  )
  pen.body('M-66 2Q-34 -12 0 2Q34 -12 66 2L62 10Q32 0 0 12Q-32 0 -62 10Z', stage.setting.hue ?? '#8a3a34')
  for (const side of [-1, 1]) {
    pen.body(`M0 2Q${side * 32} -16 ${side * 62} -4L${side * 56} -46Q${side * 28} -58 0 -40Z`, '#f6ead0', {
      dark: 0.18,
    })
    for (let row = 0; row < 6; row++)
      pen.line(
        `M${side * 7} ${-36 + row * 6}Q${side * 28} ${-50 + row * 6.4} ${side * 50} ${-41 + row * 6.2}`,
        '#a08a68',
        0.8,
        0.45,
      )
  }
  for (let page = 0; page < 3; page++)
    pen.body(
      `M0 0Q${12 + page * 12} ${-30 - page * 4} ${18 + page * 14} ${-66 + page * 9}Q${6 + page * 6} ${-50} 0 -40Z`,
      '#fff6e2',
      { dark: 0.15, rim: 0.5 },
    )
  for (let index = 0; index < 14; index++)
    canvas.circle(pen.random.around(50), -60 - pen.random.next() * 60, pen.random.between(0.6, 1.8), '#fff2c0', 0.8)
}

export function fire(pen: Pen): void {
  const { canvas, random } = pen
  canvas.circle(
    0,
    -30,
    150,
    canvas.radial([
      [0, '#ffdc8a', 0.7],
      [0.25, '#ff9a3c', 0.32],
      [1, '#ff6a1c', 0],
    ]),
  )
  logs(pen)
  const flames: readonly (readonly [number, number, string, string])[] = [
    [34, 92, '#ff7a2a', '#d83a1c'],
    [24, 68, '#ffb03c', '#ff7a2a'],
    [14, 44, '#fff0b0', '#ffc850'],
  ]
  for (const [wide, tall, top, foot] of flames)
    canvas.path(
      `M0 0C${-wide} ${-tall * 0.08} ${-wide * 1.1} ${-tall * 0.42} ${-wide * 0.42} ${-tall * 0.62}` +
        `C${-wide * 0.4} ${-tall * 0.46} ${-wide * 0.1} ${-tall * 0.52} ${wide * 0.06} ${-tall}` +
        `C${wide * 0.28} ${-tall * 0.66} ${wide * 0.4} ${-tall * 0.6} ${wide * 0.5} ${-tall * 0.42}` +
        `C${wide * 0.62} ${-tall * 0.5} ${wide * 0.6} ${-tall * 0.6} ${wide * 0.62} ${-tall * 0.66}` +
        `C${wide * 1.2} ${-tall * 0.36} ${wide} ${-tall * 0.06} 0 0Z`,
      canvas.linear([
        [0, top],
        [1, foot],
      ]),
      0.95,
    )
  for (let index = 0; index < 30; index++)
    canvas.circle(random.around(46), -50 - random.next() * 110, random.between(0.5, 1.5), '#ffd070', 0.9)
}

function logs(pen: Pen): void {
  for (const [x, lean] of [
    [-30, 12],
    [30, -12],
    [-14, 26],
    [16, -28],
  ] as const)
    pen.body(
      taper(
        [
          [x * 1.3, 4],
          [x * 0.3, -2],
          [lean, -12],
        ],
        9,
        7,
      ),
      '#5a3a28',
      { rim: 0.6 },
    )
}

export function cup(pen: Pen): void {
  for (const dx of [-10, 2, 13])
    pen.canvas.stroke(`M${dx} -62q-10 -14 0 -26t0 -26`, lighten(pen.stage.palette.rim, 0.4), 4, 0.22)
  pen.line('M36 -44q22 -2 20 16q-2 14 -24 13', pen.stage.setting.hue ?? '#c8683c', 6)
  pen.body('M-40 -56H40Q40 -10 22 0H-22Q-40 -10 -40 -56Z', pen.stage.setting.hue ?? '#d9773f')
  pen.body(disc(0, -56, 40, 8), '#f4e4cc', { rim: 0.6 })
  pen.patch(disc(0, -55, 34, 5.8), '#5a3420')
  pen.body(disc(0, 3, 46, 6), '#e8d5ba')
}

export function clock(pen: Pen): void {
  const { canvas } = pen
  pen.body(disc(0, -50, 52), '#8a5a34')
  pen.body(disc(0, -50, 45), '#f8eed8', { rim: 0, dark: 0.2 })
  for (let hour = 0; hour < 12; hour++) {
    const angle = (hour * Math.PI) / 6
    const inner = hour % 3 ? 38 : 34
    pen.line(
      `M${n(Math.cos(angle) * inner)} ${n(-50 + Math.sin(angle) * inner)}` +
        `L${n(Math.cos(angle) * 41)} ${n(-50 + Math.sin(angle) * 41)}`,
      '#3a281e',
      hour % 3 ? 1.4 : 3,
    )
  }
  pen.line('M0 -50L-14 -68', '#2a1c18', 3.6)
  pen.line('M0 -50L24 -76', '#2a1c18', 2.4)
  pen.line('M0 -50L8 -20', '#c8402f', 1)
  canvas.circle(0, -50, 3, '#c8402f')
}
