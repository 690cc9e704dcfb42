/** Crabs, from the front and out of a shell. */
import { disc, leaf, n, points, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { paintEye } from './pen.ts'
import type { Pen } from './pen.ts'
import { shell } from './shells.ts'

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

function hermitCrab(pen: Pen): void {
  legs(pen, points('28,-14 22,-14 16,-14'), points('52,-34 44,-30 -4,-22'), points('60,1 46,1 -14,1'), '#b8492c')
  shell(pen)
  legs(pen, points('30,-16 26,-16 20,-16'), points('66,-38 54,-28 44,-20'), points('78,3 62,3 40,3'), '#e2653a')
  pen.body('10,-12 14,-30 28,-36 42,-30 46,-16 38,-7 20,-6', '#e86f42', { dark: 0.4 })
  for (const [x, y] of [
    [24, -26],
    [31, -29],
    [36, -22],
    [28, -18],
  ] as const)
    pen.patch(disc(x, y, 1.5, 1.2), '#ffd0a0', 0.7)
  stalks(pen)
  for (const up of [-7, 4]) pen.line(`M42 -30q22 ${up - 22} 46 ${up - 14}`, '#c8553a', 0.7, 0.8)
  claw(pen, 44, -16, 66, -16, 1.15)
  claw(pen, 36, -10, 48, 0, 0.8)
}

function legs(pen: Pen, hips: Point[], knees: Point[], toes: Point[], base: string): void {
  hips.forEach((hip, index) => limb(pen, [hip, knees[index] ?? hip, toes[index] ?? hip], base))
}

function stalks(pen: Pen): void {
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
