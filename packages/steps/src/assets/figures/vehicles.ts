/** Train, lorry, car, bicycle, boat, plane, balloon, rocket. */
import { lighten, mix } from '../paint/colour.ts'
import { disc, leaf, n, outline, points, polygon, smooth, taper } from '../paint/shapes.ts'
import { isDark } from '../paint/stage.ts'
import type { Pen } from './pen.ts'

function wheel(pen: Pen, x: number, y: number, r: number): void {
  pen.canvas.circle(x, y, r, pen.dark)
  pen.body(disc(x, y, r * 0.6), '#7a7c86', { rim: 0.4 })
  pen.canvas.circle(x, y, r * 0.2, pen.dark)
}

/** The beam of a headlight, to the right. */
function beam(pen: Pen, x: number, y: number, reach: number): void {
  const { canvas } = pen
  canvas.path(polygon([[x, y - 1.5], [x + reach, y - reach * 0.2], [x + reach, y + reach * 0.16], [x, y + 1.5]]), canvas.linear([[0, '#fff3c4', 0.8], [1, '#fff3c4', 0]], [0, 0, 1, 0]))
  canvas.circle(x, y, reach * 0.16, canvas.radial([[0, '#ffffff', 1], [0.3, '#ffeeb0', 0.6], [1, '#ffe28a', 0]]))
}

/** A heavy engine with its wagons, rails and ballast below. */
export function train(pen: Pen): void {
  const { canvas, stage, random } = pen
  const ground = mix(stage.palette.near, pen.tone('#5a544e'), 0.35)
  canvas.path(polygon([[-420, 12], [-420, 3], [420, 3], [420, 12]]), ground)
  canvas.rect(-420, 1, 840, 2, stage.palette.rim, 0.75)
  const loads = ['#8a4632', '#3f6a72', '#a87a3c', '#5a5f6c', '#6f4a5c']
  for (let car = 0; car < 6; car++) {
    const x = -62 - car * 66
    const tone = loads[Math.floor(random.next() * loads.length)] ?? '#8a4632'
    if (car % 3 === 2) pen.body(`M${x - 58} -12V-34A6 9 0 0 1 ${x - 52} -43H${x - 6}A6 9 0 0 1 ${x} -34V-12Z`, '#8d929c')
    else pen.body(polygon([[x - 59, -10], [x - 59, -48], [x, -48], [x, -10]]), tone)
    if (car % 3 !== 2) for (let rib = 1; rib < 9; rib++) pen.line(`M${x - 59 + rib * 6.6} -47V-11`, '#16100e', 0.8, 0.3)
    canvas.rect(x - 62, -11, 66, 4, pen.dark)
    for (const dx of [-50, -40, -18, -8]) wheel(pen, x + dx, -4.4, 4.6)
  }
  pen.body('M-56 -10V-46H-34V-52H8V-46H26L44 -42Q56 -38 58 -24V-10Z', stage.setting.hue ?? '#2f5f8f', { dark: 0.5 })
  canvas.path(polygon([[-56, -27], [58, -27], [58, -22], [-56, -22]]), pen.tone('#f0b440'))
  canvas.path('M30 -44L43 -41Q50 -38 52 -30H32Z', isDark(stage) ? '#ffe6a8' : mix(stage.palette.sky[1], '#1a2230', 0.4))
  for (const x of [-48, -40, -32, -24]) pen.line(`M${x} -42v12`, '#0e1826', 2, 0.45)
  canvas.rect(-60, -12, 120, 5, pen.dark)
  canvas.path(polygon([[50, -10], [66, -2], [44, -2]]), pen.dark)
  for (const dx of [-46, -34, -22, 16, 28, 40]) wheel(pen, dx, -4.6, 5)
  beam(pen, 58, -20, 150)
  canvas.circle(54, -44, 2, '#fff6d0')
}

/** The same engine, coming straight at us. */
export function trainAhead(pen: Pen): void {
  const { canvas, stage } = pen
  const paint = stage.setting.hue ?? '#2f5f8f'
  canvas.circle(0, -40, 120, canvas.radial([[0, '#fff0c0', 0.6], [0.3, '#ffe29a', 0.22], [1, '#ffd880', 0]]))
  pen.body('M-34 -8V-74Q-32 -98 0 -100Q32 -98 34 -74V-8Z', paint, { dark: 0.6 })
  canvas.path('M-27 -66Q-26 -86 -3 -88V-64Z M27 -66Q26 -86 3 -88V-64Z', isDark(stage) ? '#ffe6a8' : mix(stage.palette.sky[1], '#1a2230', 0.4))
  canvas.path(polygon([[-34, -46], [34, -46], [34, -38], [0, -28], [-34, -38]]), pen.tone('#f0b440'))
  pen.body(polygon([[-38, -12], [38, -12], [30, 3], [-30, 3]]), '#3a3a44')
  for (const x of [-16, -5, 6, 17]) pen.line(`M${x} -10l${x > 0 ? 2 : -2} 11`, '#8a8a94', 1.4)
  for (const [x, y, r] of [[-24, -26, 5], [24, -26, 5], [0, -93, 3.6]] as const) {
    canvas.circle(x, y, r * 9, canvas.radial([[0, '#ffffff', 1], [0.12, '#fff3c4', 0.8], [0.4, '#ffe08a', 0.25], [1, '#ffd870', 0]]))
    canvas.circle(x, y, r, '#fffdf2')
  }
  canvas.path(polygon([[-26, 3], [26, 3], [60, 70], [-60, 70]]), canvas.linear([[0, '#fff3c4', 0.5], [1, '#fff3c4', 0]]))
}

export function lorry(pen: Pen): void {
  pen.body(polygon([[-74, -12], [-74, -66], [20, -66], [20, -12]]), pen.stage.setting.hue ?? '#c8553c')
  pen.body('M24 -12V-54H42Q52 -52 58 -34L64 -30V-12Z', '#e8e2d4')
  pen.canvas.path('M30 -48H42Q48 -46 53 -34H30Z', mix(pen.stage.palette.sky[2], '#1a2230', 0.4))
  pen.canvas.rect(-76, -13, 142, 4, pen.dark)
  for (const x of [-56, -40, 44]) wheel(pen, x, -7, 8.4)
  beam(pen, 64, -20, 90)
}

export function car(pen: Pen): void {
  pen.body('M-58 -12Q-60 -28 -46 -32L-36 -34Q-26 -52 -8 -53H14Q28 -52 38 -34L52 -30Q62 -26 60 -12Z', pen.stage.setting.hue ?? pen.stage.palette.accent, { dark: 0.45 })
  pen.canvas.path('M-30 -34Q-22 -48 -8 -48H-1V-34Z M4 -34V-48H13Q24 -47 32 -34Z', mix(pen.stage.palette.sky[2], '#18202c', 0.5))
  pen.line('M-56 -24H58', '#ffffff', 0.8, 0.35)
  for (const x of [-34, 36]) wheel(pen, x, -10, 10.5)
  beam(pen, 59, -22, 90)
}

export function bicycle(pen: Pen): void {
  const paint = pen.stage.setting.hue ?? pen.stage.palette.accent
  for (const x of [-32, 34]) {
    pen.line(disc(x, -22, 22), '#1c1a20', 2.6)
    pen.line(disc(x, -22, 19.6), '#d8d4cc', 0.7)
    for (let spoke = 0; spoke < 8; spoke++) pen.line(`M${x} -22l${n(Math.cos(spoke * 0.785) * 20)} ${n(Math.sin(spoke * 0.785) * 20)}`, '#d8d4cc', 0.3, 0.7)
  }
  pen.line('M-32 -22L-14 -58L24 -58L0 -22ZM-14 -58L0 -22M34 -22L22 -66', paint, 3)
  pen.line('M-20 -64H-6M22 -66Q30 -74 36 -66M0 -22l8 10', '#2a2024', 3)
}

export function boat(pen: Pen): void {
  const { canvas, stage } = pen
  pen.line('M0 -12V-112', '#4a3426', 2)
  canvas.path('M3 -108Q40 -62 44 -20L3 -17Z', canvas.linear([[0, lighten(stage.palette.rim, 0.5)], [1, mix(pen.tone('#f4e6cc'), stage.palette.accent, 0.25)]]))
  canvas.path('M-3 -98Q-30 -56 -36 -20L-3 -17Z', canvas.linear([[0, pen.tone('#fff3dc')], [1, mix(pen.tone('#e8cfae'), stage.palette.near, 0.2)]]))
  pen.body('M-56 -14Q0 -6 58 -16Q50 4 34 8H-36Q-50 2 -56 -14Z', stage.setting.hue ?? '#7a4030')
  pen.line('M-52 -9Q0 -1 54 -11', '#f0d9b0', 1.4, 0.7)
  canvas.path('M-40 10Q-4 30 -30 52Q10 60 8 78Q24 52 16 36Q34 20 36 10Z', stage.palette.near, 0.2)
  for (let index = 0; index < 6; index++) canvas.ellipse(index * 5 - 14, 12 + index * 6, 30 - index * 4, 0.7, stage.palette.rim, 0.4)
}

export function plane(pen: Pen): void {
  const { canvas } = pen
  canvas.path(polygon([[-64, -31], [-260, -8], [-260, -4], [-64, -28]]), canvas.linear([[0, '#ffffff', 0], [1, '#ffffff', 0.7]], [0, 0, 1, 0]))
  pen.body('M-54 -34L-74 -60H-62L-38 -40Z', '#c8402f')
  pen.body('M-66 -30Q-50 -42 -20 -42H40Q62 -40 70 -31Q60 -22 40 -22H-30Q-54 -24 -66 -30Z', '#f0f0f2', { dark: 0.35 })
  pen.body('M10 -28L-26 4H-12L32 -26Z', '#c9ced8')
  for (let x = -26; x < 44; x += 7) canvas.circle(x, -34, 1.5, '#41506a')
}

export function balloon(pen: Pen): void {
  const { canvas, stage } = pen
  const base = stage.setting.hue ?? stage.palette.accent
  pen.body('0,-112 28,-104 40,-80 34,-56 12,-32 -12,-32 -34,-56 -40,-80 -28,-104', base, { dark: 0.4 })
  for (const [wide, tone] of [[24, '#fff0d0'], [9, base]] as const) canvas.path(outline(`0,-112 ${wide},-98 ${wide * 1.1},-74 ${wide * 0.4},-33 ${-wide * 0.4},-33 ${-wide * 1.1},-74 ${-wide},-98`), pen.tone(tone), 0.5)
  pen.line('M-10 -32L-7 -14M10 -32L7 -14', '#3a281e', 0.7)
  pen.body(polygon([[-8, -14], [8, -14], [6.4, -2], [-6.4, -2]]), '#8a5a34', { rim: 0.5 })
}

export function rocket(pen: Pen): void {
  const { canvas } = pen
  canvas.circle(0, 14, 60, canvas.radial([[0, '#fff0c0', 0.9], [0.3, '#ffb050', 0.4], [1, '#ff7a30', 0]]))
  canvas.path('M-9 -6Q-16 26 0 78Q16 26 9 -6Z', canvas.linear([[0, '#fffbe6'], [0.4, '#ffc450'], [1, '#ff6a2a', 0]]))
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
