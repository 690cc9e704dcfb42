/** What sails and flies: boat, plane, balloon, rocket. */
import { lighten, mix } from '../paint/colour.ts'
import { leaf, outline, points, polygon, smooth, taper } from '../paint/shapes.ts'
import type { Pen } from './pen.ts'

export function boat(pen: Pen): void {
  const { canvas, stage } = pen
  pen.line('M0 -12V-112', '#4a3426', 2)
  canvas.path(
    'M3 -108Q40 -62 44 -20L3 -17Z',
    canvas.linear([
      [0, lighten(stage.palette.rim, 0.5)],
      [1, mix(pen.tone('#f4e6cc'), stage.palette.accent, 0.25)],
    ]),
  )
  canvas.path(
    'M-3 -98Q-30 -56 -36 -20L-3 -17Z',
    canvas.linear([
      [0, pen.tone('#fff3dc')],
      [1, mix(pen.tone('#e8cfae'), stage.palette.near, 0.2)],
    ]),
  )
  pen.body('M-56 -14Q0 -6 58 -16Q50 4 34 8H-36Q-50 2 -56 -14Z', stage.setting.hue ?? '#7a4030')
  pen.line('M-52 -9Q0 -1 54 -11', '#f0d9b0', 1.4, 0.7)
  canvas.path('M-40 10Q-4 30 -30 52Q10 60 8 78Q24 52 16 36Q34 20 36 10Z', stage.palette.near, 0.2)
  for (let index = 0; index < 6; index++)
    canvas.ellipse(index * 5 - 14, 12 + index * 6, 30 - index * 4, 0.7, stage.palette.rim, 0.4)
}

export function plane(pen: Pen): void {
  const { canvas } = pen
  canvas.path(
    polygon([
      [-64, -31],
      [-260, -8],
      [-260, -4],
      [-64, -28],
    ]),
    canvas.linear(
      [
        [0, '#ffffff', 0],
        [1, '#ffffff', 0.7],
      ],
      [0, 0, 1, 0],
    ),
  )
  pen.body('M-54 -34L-74 -60H-62L-38 -40Z', '#c8402f')
  pen.body('M-66 -30Q-50 -42 -20 -42H40Q62 -40 70 -31Q60 -22 40 -22H-30Q-54 -24 -66 -30Z', '#f0f0f2', { dark: 0.35 })
  pen.body('M10 -28L-26 4H-12L32 -26Z', '#c9ced8')
  for (let x = -26; x < 44; x += 7) canvas.circle(x, -34, 1.5, '#41506a')
}

export function balloon(pen: Pen): void {
  const { canvas, stage } = pen
  const base = stage.setting.hue ?? stage.palette.accent
  pen.body('0,-112 28,-104 40,-80 34,-56 12,-32 -12,-32 -34,-56 -40,-80 -28,-104', base, { dark: 0.4 })
  for (const [wide, tone] of [
    [24, '#fff0d0'],
    [9, base],
  ] as const)
    canvas.path(
      outline(
        `0,-112 ${wide},-98 ${wide * 1.1},-74 ${wide * 0.4},-33 ${-wide * 0.4},-33 ${-wide * 1.1},-74 ${-wide},-98`,
      ),
      pen.tone(tone),
      0.5,
    )
  pen.line('M-10 -32L-7 -14M10 -32L7 -14', '#3a281e', 0.7)
  pen.body(
    polygon([
      [-8, -14],
      [8, -14],
      [6.4, -2],
      [-6.4, -2],
    ]),
    '#8a5a34',
    { rim: 0.5 },
  )
}

export function rocket(pen: Pen): void {
  const { canvas } = pen
  canvas.circle(
    0,
    14,
    60,
    canvas.radial([
      [0, '#fff0c0', 0.9],
      [0.3, '#ffb050', 0.4],
      [1, '#ff7a30', 0],
    ]),
  )
  canvas.path(
    'M-9 -6Q-16 26 0 78Q16 26 9 -6Z',
    canvas.linear([
      [0, '#fffbe6'],
      [0.4, '#ffc450'],
      [1, '#ff6a2a', 0],
    ]),
  )
  for (const side of [-1, 1]) pen.body(`M${side * 13} -36Q${side * 32} -20 ${side * 30} 4L${side * 12} -6Z`, '#d2483c')
  pen.body('M0 -112Q20 -88 17 -40Q16 -16 10 -4H-10Q-16 -16 -17 -40Q-20 -88 0 -112Z', '#eef0f4', { dark: 0.4 })
  canvas.path('M0 -112Q12 -98 15.4 -80H-15.4Q-12 -98 0 -112Z', pen.tone('#d2483c'))
  canvas.circle(0, -60, 8.4, pen.tone('#8a92a4'))
  canvas.circle(0, -60, 6, '#7fd0f0')
  canvas.ellipse(-2, -62, 2, 1.4, '#ffffff', 0.9)
  pen.line(smooth(points('-15,-34 0,-31 15,-34'), false), '#a0a8b8', 1.2)
  pen.patch(leaf(0, 4, 26, 5, Math.PI / 2), '#ffffff', 0.7)
  pen.line(taper(points('-10,-4 0,-2 10,-4'), 2, 2), '#4a4c58', 1)
}
