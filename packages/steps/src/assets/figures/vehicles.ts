/** Lorry, car, bicycle. */
import { mix } from '../paint/colour.ts'
import { disc, n, polygon } from '../paint/shapes.ts'
import { beam, wheel } from './wheels.ts'
import type { Pen } from './pen.ts'

export function lorry(pen: Pen): void {
  pen.body(
    polygon([
      [-74, -12],
      [-74, -66],
      [20, -66],
      [20, -12],
    ]),
    pen.stage.setting.hue ?? '#c8553c',
  )
  pen.body('M24 -12V-54H42Q52 -52 58 -34L64 -30V-12Z', '#e8e2d4')
  pen.canvas.path('M30 -48H42Q48 -46 53 -34H30Z', mix(pen.stage.palette.sky[2], '#1a2230', 0.4))
  pen.canvas.rect(-76, -13, 142, 4, pen.dark)
  for (const x of [-56, -40, 44]) wheel(pen, x, -7, 8.4)
  beam(pen, 64, -20, 90)
}

export function car(pen: Pen): void {
  pen.body(
    'M-58 -12Q-60 -28 -46 -32L-36 -34Q-26 -52 -8 -53H14Q28 -52 38 -34L52 -30Q62 -26 60 -12Z',
    pen.stage.setting.hue ?? pen.stage.palette.accent,
    { dark: 0.45 },
  )
  pen.canvas.path(
    'M-30 -34Q-22 -48 -8 -48H-1V-34Z M4 -34V-48H13Q24 -47 32 -34Z',
    mix(pen.stage.palette.sky[2], '#18202c', 0.5),
  )
  pen.line('M-56 -24H58', '#ffffff', 0.8, 0.35)
  for (const x of [-34, 36]) wheel(pen, x, -10, 10.5)
  beam(pen, 59, -22, 90)
}

export function bicycle(pen: Pen): void {
  const paint = pen.stage.setting.hue ?? pen.stage.palette.accent
  for (const x of [-32, 34]) {
    pen.line(disc(x, -22, 22), '#1c1a20', 2.6)
    pen.line(disc(x, -22, 19.6), '#d8d4cc', 0.7)
    for (let spoke = 0; spoke < 8; spoke++)
      pen.line(`M${x} -22l${n(Math.cos(spoke * 0.785) * 20)} ${n(Math.sin(spoke * 0.785) * 20)}`, '#d8d4cc', 0.3, 0.7)
  }
  pen.line('M-32 -22L-14 -58L24 -58L0 -22ZM-14 -58L0 -22M34 -22L22 -66', paint, 3)
  pen.line('M-20 -64H-6M22 -66Q30 -74 36 -66M0 -22l8 10', '#2a2024', 3)
}
