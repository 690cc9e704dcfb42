/** Trains: from the side, and coming at us. */
import { mix } from '../paint/colour.ts'
import { points, polygon } from '../paint/shapes.ts'
import { isDark } from '../paint/stage.ts'
import type { Pen } from './pen.ts'
import { beam, wheel } from './wheels.ts'

/** A heavy engine with its wagons, rails and ballast below. */
export function train(pen: Pen): void {
  const { canvas, stage } = pen
  const ground = mix(stage.palette.near, pen.tone('#5a544e'), 0.35)
  canvas.path(
    polygon([
      [-420, 12],
      [-420, 3],
      [420, 3],
      [420, 12],
    ]),
    ground,
  )
  canvas.rect(-420, 1, 840, 2, stage.palette.rim, 0.75)
  for (let car = 0; car < 6; car++) wagon(pen, car)
  engine(pen)
  beam(pen, 58, -20, 150)
  canvas.circle(54, -44, 2, '#fff6d0')
}

function wagon(pen: Pen, car: number): void {
  const { canvas, random } = pen
  const loads = ['#8a4632', '#3f6a72', '#a87a3c', '#5a5f6c', '#6f4a5c']
  const x = -62 - car * 66
  const tone = loads[Math.floor(random.next() * loads.length)] ?? '#8a4632'
  if (car % 3 === 2) pen.body(`M${x - 58} -12V-34A6 9 0 0 1 ${x - 52} -43H${x - 6}A6 9 0 0 1 ${x} -34V-12Z`, '#8d929c')
  else
    pen.body(
      polygon([
        [x - 59, -10],
        [x - 59, -48],
        [x, -48],
        [x, -10],
      ]),
      tone,
    )
  if (car % 3 !== 2) for (let rib = 1; rib < 9; rib++) pen.line(`M${x - 59 + rib * 6.6} -47V-11`, '#16100e', 0.8, 0.3)
  canvas.rect(x - 62, -11, 66, 4, pen.dark)
  for (const dx of [-50, -40, -18, -8]) wheel(pen, x + dx, -4.4, 4.6)
}

function engine(pen: Pen): void {
  const { canvas, stage } = pen
  pen.body('M-56 -10V-46H-34V-52H8V-46H26L44 -42Q56 -38 58 -24V-10Z', stage.setting.hue ?? '#2f5f8f', { dark: 0.5 })
  canvas.path(
    polygon([
      [-56, -27],
      [58, -27],
      [58, -22],
      [-56, -22],
    ]),
    pen.tone('#f0b440'),
  )
  canvas.path('M30 -44L43 -41Q50 -38 52 -30H32Z', isDark(stage) ? '#ffe6a8' : mix(stage.palette.sky[1], '#1a2230', 0.4))
  for (const x of [-48, -40, -32, -24]) pen.line(`M${x} -42v12`, '#0e1826', 2, 0.45)
  canvas.rect(-60, -12, 120, 5, pen.dark)
  canvas.path(
    polygon([
      [50, -10],
      [66, -2],
      [44, -2],
    ]),
    pen.dark,
  )
  for (const dx of [-46, -34, -22, 16, 28, 40]) wheel(pen, dx, -4.6, 5)
}

/** The same engine, coming straight at us. */
export function trainAhead(pen: Pen): void {
  const { canvas, stage } = pen
  const paint = stage.setting.hue ?? '#2f5f8f'
  canvas.circle(
    0,
    -40,
    120,
    canvas.radial([
      [0, '#fff0c0', 0.6],
      [0.3, '#ffe29a', 0.22],
      [1, '#ffd880', 0],
    ]),
  )
  pen.body('M-34 -8V-74Q-32 -98 0 -100Q32 -98 34 -74V-8Z', paint, { dark: 0.6 })
  canvas.path(
    'M-27 -66Q-26 -86 -3 -88V-64Z M27 -66Q26 -86 3 -88V-64Z',
    isDark(stage) ? '#ffe6a8' : mix(stage.palette.sky[1], '#1a2230', 0.4),
  )
  canvas.path(polygon(points('-34,-46 34,-46 34,-38 0,-28 -34,-38')), pen.tone('#f0b440'))
  pen.body(polygon(points('-38,-12 38,-12 30,3 -30,3')), '#3a3a44')
  for (const x of [-16, -5, 6, 17]) pen.line(`M${x} -10l${x > 0 ? 2 : -2} 11`, '#8a8a94', 1.4)
  headlamps(pen)
  canvas.path(
    polygon(points('-26,3 26,3 60,70 -60,70')),
    canvas.linear([
      [0, '#fff3c4', 0.5],
      [1, '#fff3c4', 0],
    ]),
  )
}

function headlamps({ canvas }: Pen): void {
  for (const [x, y, r] of [
    [-24, -26, 5],
    [24, -26, 5],
    [0, -93, 3.6],
  ] as const) {
    canvas.circle(
      x,
      y,
      r * 9,
      canvas.radial([
        [0, '#ffffff', 1],
        [0.12, '#fff3c4', 0.8],
        [0.4, '#ffe08a', 0.25],
        [1, '#ffd870', 0],
      ]),
    )
    canvas.circle(x, y, r, '#fffdf2')
  }
}
