/** Crab, shell, anemone, starfish, fish, whale, jellyfish, turtle. */
import { lighten, mix } from '../paint/colour.ts'
import { blob, disc, leaf, n, points, polygon, smooth, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { paintEye } from './pen.ts'
import type { Pen } from './pen.ts'

/** A spiral shell that lies on its side, mouth to the right. */
export function shell(pen: Pen): void {
  const { canvas } = pen
  for (let whorl = 0; whorl < 9; whorl++) {
    const t = whorl / 8
    const [x, y, r] = [-58 + 66 * t ** 1.15, -64 + 34 * t, 3.5 + 27 * t ** 1.35]
    const base = whorl % 2 ? '#d99a6c' : '#edc79c'
    pen.body(disc(x, y, r * 0.92, r * 1.04), base, { rim: 0.6, dark: 0.35 })
    for (const lean of [0.25, 0.55, 0.8]) pen.line(`M${n(x - r * 0.3 + r * lean * 0.7)} ${n(y - r * 0.98 * Math.sqrt(1 - lean * lean * 0.6))}Q${n(x + r * lean)} ${n(y)} ${n(x - r * 0.2 + r * lean * 0.7)} ${n(y + r * 0.95 * Math.sqrt(1 - lean * lean * 0.6))}`, '#9c5a3c', 0.7, 0.4)
  }
  canvas.path(blob(pen.random, 20, -24, 14, 20, 0.05), canvas.linear([[0, pen.tone('#f6d9be')], [1, pen.tone('#a8604c')]]))
  canvas.path(blob(pen.random, 22, -22, 9.5, 15, 0.06), canvas.linear([[0, pen.tone('#5a2f2a')], [1, pen.tone('#9a5444')]]))
}

export function hermitCrab(pen: Pen): void {
  for (const [x, tx, kneeX, kneeY] of [[28, 60, 52, -34], [22, 46, 44, -30], [16, -14, -4, -22]] as const) limb(pen, [[x, -14], [kneeX, kneeY], [tx, 1]], '#b8492c')
  shell(pen)
  for (const [x, tx, kneeX, kneeY] of [[30, 78, 66, -38], [26, 62, 54, -28], [20, 40, 44, -20]] as const) limb(pen, [[x, -16], [kneeX, kneeY], [tx, 3]], '#e2653a')
  pen.body('10,-12 14,-30 28,-36 42,-30 46,-16 38,-7 20,-6', '#e86f42', { dark: 0.4 })
  for (const [x, y] of [[24, -26], [31, -29], [36, -22], [28, -18]] as const) pen.patch(disc(x, y, 1.5, 1.2), '#ffd0a0', 0.7)
  for (const [x, tx, ty] of [[30, 30, -56], [38, 45, -55]] as const) {
    pen.body(taper([[x, -32], [(x + tx) / 2, -44], [tx, ty]], 3.6, 2.4), '#f0a070', { rim: 0.4 })
    paintEye(pen, tx, ty - 2, 4.3)
  }
  for (const up of [-7, 4]) pen.line(`M42 -30q22 ${up - 22} 46 ${up - 14}`, '#c8553a', 0.7, 0.8)
  claw(pen, 44, -16, 66, -16, 1.15)
  claw(pen, 36, -10, 48, 0, 0.8)
}

function limb(pen: Pen, [hip, knee, toe]: [Point, Point, Point], base: string): void {
  pen.body(taper([hip, [(hip[0] + knee[0]) / 2, (hip[1] + knee[1]) / 2 - 2], knee], 6.4, 5), base, { rim: 0.6 })
  pen.body(taper([knee, [(knee[0] + toe[0]) / 2 + 3, (knee[1] + toe[1]) / 2], toe], 5, 0.6), base, { rim: 0.6 })
}

function claw(pen: Pen, x: number, y: number, tx: number, ty: number, size: number): void {
  pen.body(taper([[x, y], [(x + tx) / 2, Math.max(y, ty) + 1], [tx, ty]], 8 * size, 9 * size), '#d95a34', { rim: 0.6 })
  const at = (points: string): string => points.replaceAll(/(-?[\d.]+),(-?[\d.]+)/g, (_, a: string, b: string) => `${n(tx + Number(a) * size)},${n(ty + Number(b) * size)}`)
  pen.body(at('-5,5 -6,-6 4,-13 18,-14 30,-8 22,-6 14,-5 12,-1 22,0 30,2 18,9 6,10'), '#ee7a48', { rim: 0.8, dark: 0.35 })
}

/** From the front, claws raised. */
export function crab(pen: Pen): void {
  if (/hermit/i.test(pen.stage.setting.seed) || pen.stage.setting.subjects.includes('shell')) return hermitCrab(pen)
  for (const side of [-1, 1]) {
    for (const [reach, high] of [[62, -34], [56, -22], [46, -12]] as const) limb(pen, [[side * 24, -20], [side * reach, high - 8], [side * (reach + 12), 2]], '#c9502e')
    pen.body(taper([[side * 26, -34], [side * 46, -44], [side * 44, -62]], 9, 9), '#d95a34')
    pen.body(leaf(side * 42, -58, 34, 17, -Math.PI / 2 - side * 0.35), '#ee7a48')
    pen.body(leaf(side * 46, -60, 27, 10, -Math.PI / 2 + side * 0.5), '#e2653a')
    pen.body(taper([[side * 9, -38], [side * 11, -48], [side * 11, -54]], 3.4, 3), '#f0a070', { rim: 0.4 })
    paintEye(pen, side * 11, -56, 4.6)
  }
  pen.body('-40,-26 -32,-40 -12,-46 12,-46 32,-40 40,-26 28,-12 0,-7 -28,-12', '#ee7044', { dark: 0.4 })
  pen.line('M-12 -18q12 7 24 0', '#6d2416', 1.2)
}

export function anemone(pen: Pen): void {
  const { canvas, random } = pen
  const purple = pen.stage.setting.hue ?? '#9a4fc4'
  const soft = (tone: string): string => mix(tone, '#3b8ec0', 0.12)
  pen.body('-24,2 -20,-22 -25,-40 -14,-46 14,-46 25,-40 20,-22 24,2 0,5', mix(purple, '#d8557a', 0.35), { dark: 0.5 })
  for (let index = 0; index < 5; index++) pen.line(`M${-14 + index * 7} -42Q${-12 + index * 6} -20 ${-16 + index * 8} 2`, '#ffd6f0', 0.9, 0.22)
  for (let row = 0; row < 4; row++) {
    const count = 17 - row * 2
    for (let index = 0; index < count; index++) {
      const t = (index + 0.5) / count
      const angle = -Math.PI * (1.08 - 1.16 * t) + random.around(0.12)
      const long = (64 - row * 11) * random.between(0.8, 1.1)
      const sway = Math.sin(index * 1.7 + row) * 11
      const [x, y] = [Math.cos(angle) * 21, -44 + Math.sin(angle) * 6]
      const spine: Point[] = [0, 0.3, 0.65, 1].map((s) => [x + Math.cos(angle) * long * s + sway * s * s, y + Math.sin(angle) * long * s * 0.92 + Math.abs(Math.cos(angle)) * 9 * s * s])
      const base = soft(mix(mix(purple, '#3d1a66', 0.4), lighten(purple, 0.35), row / 3))
      canvas.path(taper(spine, 5.6 - row * 0.5, 2.6), canvas.linear([[0, lighten(mix(base, '#ff9ad8', 0.4), 0.25)], [0.5, base], [1, mix(base, '#2a1048', 0.35)]]))
      const [tipX, tipY] = spine[3] ?? [x, y]
      canvas.circle(tipX, tipY, 2.2, mix('#ffd2f2', purple, 0.15 + 0.12 * (3 - row)))
    }
  }
}

export function starfish(pen: Pen): void {
  const star: Point[] = Array.from({ length: 10 }, (_, index) => {
    const angle = -Math.PI / 2 + (index * Math.PI) / 5
    const reach = index % 2 ? 17 : 46
    return [Math.cos(angle) * reach, -22 + Math.sin(angle) * reach * 0.62]
  })
  pen.body(smooth(star), '#f08a4c')
  for (let arm = 0; arm < 5; arm++) for (let dot = 1; dot < 6; dot++) pen.patch(disc(Math.cos(-Math.PI / 2 + arm * 1.2566) * dot * 7, -22 + Math.sin(-Math.PI / 2 + arm * 1.2566) * dot * 4.4, 1.5, 1.1), '#ffe0b4', 0.8)
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
  for (let index = 0; index < 7; index++) pen.line(`M${68 - index * 2} ${-28 + index * 2.4}Q${30 - index * 4} ${-16 + index} ${-6 - index} ${-20 + index}`, '#6d93a8', 0.6, 0.6)
  pen.body('18,-20 2,-2 -16,8 -6,-12 8,-24', '#3a6284')
  paintEye(pen, 56, -35, 2.2)
}

export function jellyfish(pen: Pen): void {
  const { canvas, random } = pen
  const base = pen.stage.setting.hue ?? '#e58ac8'
  for (let index = 0; index < 13; index++) {
    const x = -28 + index * 4.7
    const spine: Point[] = [0, 1, 2, 3, 4].map((step) => [x + Math.sin(step * 1.4 + index) * 4, -52 + step * random.between(11, 16)])
    canvas.path(taper(spine, index % 3 ? 1.2 : 4, 0.3), canvas.linear([[0, lighten(base, 0.35), 0.85], [1, base, 0.1]]))
  }
  canvas.path('M-36 -50C-40 -86 -20 -102 0 -102C20 -102 40 -86 36 -50Q30 -44 24 -50Q18 -44 12 -50Q6 -44 0 -50Q-6 -44 -12 -50Q-18 -44 -24 -50Q-30 -44 -36 -50Z', canvas.radial([[0, lighten(base, 0.7), 0.95], [0.6, base, 0.75], [1, lighten(base, 0.4), 0.9]], 0.42, 0.3, 0.8))
  canvas.ellipse(0, -74, 60, 50, canvas.radial([[0, lighten(base, 0.4), 0.3], [1, base, 0]]))
}

export function turtle(pen: Pen): void {
  pen.body('-26,-16 -50,0 -58,6 -46,-14 -34,-24', '#6f9a62')
  pen.body('22,-18 16,8 4,22 10,-4 12,-20', '#7aa66a')
  pen.body('36,-30 50,-42 64,-42 70,-34 62,-26 42,-22', '#86b074')
  pen.body('-46,-18 -36,-40 -8,-52 22,-46 42,-28 40,-18 10,-10 -24,-10', '#8a7040', { dark: 0.45 })
  for (const [x, y] of [[-24, -30], [-6, -36], [12, -33], [26, -27], [-12, -21], [6, -20]] as const) pen.patch(polygon([[x - 7, y], [x - 3, y - 6], [x + 4, y - 6], [x + 8, y], [x + 3, y + 5], [x - 4, y + 5]]), '#c2a25c', 0.7)
  paintEye(pen, 61, -36, 2)
  pen.line(smooth(points('-40,-17 -10,-11 20,-12 38,-18'), false), '#e8d49a', 1, 0.6)
}
