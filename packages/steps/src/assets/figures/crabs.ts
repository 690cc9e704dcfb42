/** Crabs, shells, starfish: what lives on the shore. */
import { blob, disc, leaf, n, smooth, taper } from '../paint/shapes.ts'
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
    for (const lean of [0.25, 0.55, 0.8])
      pen.line(
        `M${n(x - r * 0.3 + r * lean * 0.7)} ${n(y - r * 0.98 * Math.sqrt(1 - lean * lean * 0.6))}Q${n(x + r * lean)} ${n(y)} ${n(x - r * 0.2 + r * lean * 0.7)} ${n(y + r * 0.95 * Math.sqrt(1 - lean * lean * 0.6))}`,
        '#9c5a3c',
        0.7,
        0.4,
      )
  }
  canvas.path(
    blob(pen.random, 20, -24, 14, 20, 0.05),
    canvas.linear([
      [0, pen.tone('#f6d9be')],
      [1, pen.tone('#a8604c')],
    ]),
  )
  canvas.path(
    blob(pen.random, 22, -22, 9.5, 15, 0.06),
    canvas.linear([
      [0, pen.tone('#5a2f2a')],
      [1, pen.tone('#9a5444')],
    ]),
  )
}

export function hermitCrab(pen: Pen): void {
  for (const [x, tx, kneeX, kneeY] of [
    [28, 60, 52, -34],
    [22, 46, 44, -30],
    [16, -14, -4, -22],
  ] as const)
    limb(
      pen,
      [
        [x, -14],
        [kneeX, kneeY],
        [tx, 1],
      ],
      '#b8492c',
    )
  shell(pen)
  for (const [x, tx, kneeX, kneeY] of [
    [30, 78, 66, -38],
    [26, 62, 54, -28],
    [20, 40, 44, -20],
  ] as const)
    limb(
      pen,
      [
        [x, -16],
        [kneeX, kneeY],
        [tx, 3],
      ],
      '#e2653a',
    )
  pen.body('10,-12 14,-30 28,-36 42,-30 46,-16 38,-7 20,-6', '#e86f42', { dark: 0.4 })
  for (const [x, y] of [
    [24, -26],
    [31, -29],
    [36, -22],
    [28, -18],
  ] as const)
    pen.patch(disc(x, y, 1.5, 1.2), '#ffd0a0', 0.7)
  for (const [x, tx, ty] of [
    [30, 30, -56],
    [38, 45, -55],
  ] as const) {
    pen.body(
      taper(
        [
          [x, -32],
          [(x + tx) / 2, -44],
          [tx, ty],
        ],
        3.6,
        2.4,
      ),
      '#f0a070',
      { rim: 0.4 },
    )
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
  pen.body(
    taper(
      [
        [x, y],
        [(x + tx) / 2, Math.max(y, ty) + 1],
        [tx, ty],
      ],
      8 * size,
      9 * size,
    ),
    '#d95a34',
    { rim: 0.6 },
  )
  const at = (points: string): string =>
    points.replaceAll(
      /(-?[\d.]+),(-?[\d.]+)/g,
      (_, a: string, b: string) => `${n(tx + Number(a) * size)},${n(ty + Number(b) * size)}`,
    )
  pen.body(at('-5,5 -6,-6 4,-13 18,-14 30,-8 22,-6 14,-5 12,-1 22,0 30,2 18,9 6,10'), '#ee7a48', {
    rim: 0.8,
    dark: 0.35,
  })
}

/** From the front, claws raised. */
export function crab(pen: Pen): void {
  if (/hermit/i.test(pen.stage.setting.seed) || pen.stage.setting.subjects.includes('shell')) return hermitCrab(pen)
  for (const side of [-1, 1]) {
    for (const [reach, high] of [
      [62, -34],
      [56, -22],
      [46, -12],
    ] as const)
      limb(
        pen,
        [
          [side * 24, -20],
          [side * reach, high - 8],
          [side * (reach + 12), 2],
        ],
        '#c9502e',
      )
    pen.body(
      taper(
        [
          [side * 26, -34],
          [side * 46, -44],
          [side * 44, -62],
        ],
        9,
        9,
      ),
      '#d95a34',
    )
    pen.body(leaf(side * 42, -58, 34, 17, -Math.PI / 2 - side * 0.35), '#ee7a48')
    pen.body(leaf(side * 46, -60, 27, 10, -Math.PI / 2 + side * 0.5), '#e2653a')
    pen.body(
      taper(
        [
          [side * 9, -38],
          [side * 11, -48],
          [side * 11, -54],
        ],
        3.4,
        3,
      ),
      '#f0a070',
      { rim: 0.4 },
    )
    paintEye(pen, side * 11, -56, 4.6)
  }
  pen.body('-40,-26 -32,-40 -12,-46 12,-46 32,-40 40,-26 28,-12 0,-7 -28,-12', '#ee7044', { dark: 0.4 })
  pen.line('M-12 -18q12 7 24 0', '#6d2416', 1.2)
}

export function starfish(pen: Pen): void {
  const star: Point[] = Array.from({ length: 10 }, (_, index) => {
    const angle = -Math.PI / 2 + (index * Math.PI) / 5
    const reach = index % 2 ? 17 : 46
    return [Math.cos(angle) * reach, -22 + Math.sin(angle) * reach * 0.62]
  })
  pen.body(smooth(star), '#f08a4c')
  for (let arm = 0; arm < 5; arm++)
    for (let dot = 1; dot < 6; dot++)
      pen.patch(
        disc(
          Math.cos(-Math.PI / 2 + arm * 1.2566) * dot * 7,
          -22 + Math.sin(-Math.PI / 2 + arm * 1.2566) * dot * 4.4,
          1.5,
          1.1,
        ),
        '#ffe0b4',
        0.8,
      )
}
